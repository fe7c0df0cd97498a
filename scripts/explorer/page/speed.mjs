// How fast the page is in Chromium: node speed.mjs (a machine that does nothing
// else). Medians of seven: from the start of loading to the first bounds, and from a change
// of the hazard ratio to all of its figures; then trials a second by workers.
import { openBrowser, openPage, simulate, startFrom, tab, type }
  from "./test/support.mjs";

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

async function timed(times, work) {
  const spent = [];
  for (let i = 0; i < times; i += 1) spent.push(await work(i));
  return median(spent).toFixed(0);
}

async function opening(browser) {
  const { page, close } = await openPage(browser);
  const spent = await page.evaluate(() => performance.now());
  await close();
  return spent;
}

async function answer(page, i) {
  const before = await page.textContent(".results");
  const begin = await page.evaluate(() => performance.now());
  await type(page, "endpoint.effect.hazard_ratio", String(0.6 + 0.01 * (i + 1)));
  const end = await page.waitForFunction((text) =>
    document.querySelector(".results").textContent !== text &&
      performance.now(), before);
  return await end.jsonValue() - begin;
}

async function rate(page, workers, replicates) {
  await tab(page, "simulation");
  await page.selectOption("label:has-text('Workers') select", String(workers));
  const begin = performance.now();
  await simulate(page, replicates);
  return replicates / (performance.now() - begin) * 1000;
}

const browser = await openBrowser();
console.log(`first bounds: ${await timed(7, () => opening(browser))} ms`);
for (const [file, trial, replicates] of [
  ["w1.toml", "W1", 100_000], ["nct07008976.toml", "NCT07008976", 50_000],
  ["nct07008976-irc.toml", "NCT07008976-IRC", 10_000]]) {
  const { page, close } = await openPage(browser);
  await startFrom(page, file, trial);
  const ms = await timed(7, (i) => answer(page, i));
  const one = await rate(page, 1, replicates);
  await page.reload();
  await startFrom(page, file, trial);
  const two = await rate(page, 2, replicates);
  console.log(`${file}: figures ${ms} ms; trials a second ${Math.round(one)} ` +
    `by one worker, ${Math.round(two)} by two`);
  await close();
}
await browser.close();
