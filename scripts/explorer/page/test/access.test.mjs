// Every view on a screen and on a phone, light and dark: no serious fault by
// axe-core, nothing wider than the screen, and tabs that the keyboard moves.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openBrowser, openPage, root, simulate, startFrom, tab }
  from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url)
  .resolve("axe-core/axe.min.js"), "utf8");
const shots = join(root, "build/explorer/shots");

async function faultsOf(page) {
  const { violations } = await page.evaluate(() => globalThis.axe.run(
    { resultTypes: ["violations"] }));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
}

async function look(page, name) {
  // Figures are drawn when the width of their place is known.
  await page.evaluate(() => new Promise((drawn) =>
    requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  assert.deepEqual(await faultsOf(page), [], name);
  const wide = await page.evaluate(() =>
    document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${name} is ${wide} pixels too wide`);
}

const ends = {
  compare: async (page) => {
    await page.click("button:text-is('Keep this design as B')");
    await page.click("button.main");
    await page.waitForSelector("#figure-comparison svg");
  },
  slider: async (page) => {
    await page.click("button.main");
    await page.waitForSelector("#figure-power-curve svg");
  },
  "heat-map": async (page) => {
    await page.click("button.main");
    await page.waitForSelector("#figure-heat-map svg");
  },
  list: (page) => page.waitForSelector("tbody tr"),
  out: (page) => page.waitForSelector("h3:text-is('Python')"),
};

describe("access", () => {
  let browser;
  before(async () => {
    mkdirSync(shots, { recursive: true });
    browser = await openBrowser();
  });
  after(() => browser.close());

  for (const [width, scheme] of [[1280, "light"], [1280, "dark"],
                                 [390, "light"], [390, "dark"]])
    test(`${width} pixels, ${scheme}`, async () => {
      const { page, close } = await openPage(browser, { width, scheme });
      await page.evaluate(axe);
      const of = (view) => `${view}-${width}-${scheme}`;
      await look(page, of("design"));
      if (width < 820) await page.click(".panes button:text-is('Design')");
      await tab(page, "toml");
      await page.waitForSelector(".cm-content");
      await look(page, of("toml"));
      await tab(page, "form");
      await startFrom(page, "nct07008976-irc.toml", "NCT07008976-IRC");
      await look(page, of("form"));
      if (width < 820) await page.click(".panes button:text-is('Results')");
      await simulate(page, 1_000);
      await page.waitForSelector("#figure-kaplan-meier-irc svg");
      await look(page, of("simulation"));
      for (const [view, end] of Object.entries(ends)) {
        await tab(page, view);
        await end(page);
        await look(page, of(view));
      }
      await close();
    });

  test("arrow keys move between tabs", async () => {
    const { page, close } = await openPage(browser);
    await page.focus("#tab-design");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.evaluate(() => document.activeElement.id),
                 "tab-simulation");
    assert.equal(await page.getAttribute("#tab-simulation", "aria-selected"),
                 "true");
    await close();
  });
});
