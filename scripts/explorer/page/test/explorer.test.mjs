// The page as its users meet it: opened from disk, its numbers held against
// the command line's.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";
import {
  complaintOf, configText, drop, linkedConfig, openBrowser, openPage, rehearse,
  saved, simulate, startFrom, streamed, summaryOf, tab, type,
} from "./support.mjs";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

const boundsOf = (page) => page.$$eval("#bounds tbody tr", (rows) =>
  rows.map((row) => [...row.cells].map((cell) => cell.textContent)));

// W1's power by formula goes through libm's exp, whose last digit may differ
// between C libraries: these fields to 12 digits, all others byte for byte.
const exactly = (bytes) => bytes.toString().replace(
  /("schoenfeld_(?:power|reject)":\s*\[?\s*)([\d.]+)/g,
  (_, before, digits) => before + Number(digits).toPrecision(12));

const shownSummary = async (page) =>
  (await saved(page, "button:text-is('summary.json')")).bytes;

const small = (p) => (p < 1e-4 ? p.toExponential(2) : p.toFixed(5));

// The command line's bounds, with the page's digits.
function boundsOfDesign(...args) {
  const { looks } = JSON.parse(rehearse("design", ...args, "--format", "json"));
  return looks.map((look) => [look.name, look.events, look.time_months.toFixed(1),
    look.efficacy_z.toFixed(4), small(look.efficacy_p),
    look.hazard_ratio_at_efficacy.toFixed(4), small(look.alpha_spent),
    look.cumulative_power.toFixed(4)].map(String));
}

describe("explorer", () => {
  let browser;
  let opened;
  let page;

  before(async () => {
    browser = await openBrowser();
    opened = await openPage(browser);
    page = opened.page;
  });
  after(() => browser.close());

  test("shows the bounds of the command line", async () => {
    assert.deepEqual(await boundsOf(page),
                     boundsOfDesign("configs/nct07008976.toml"));
  });

  test("an edit in the form moves bounds, power and text", async () => {
    await type(page, "endpoint.effect.hazard_ratio", "0.65");
    const expected = boundsOfDesign("configs/nct07008976.toml", "--set",
                                    "endpoint.effect.hazard_ratio=0.65");
    const power = expected.at(-1).at(-1);
    await page.waitForFunction((p) =>
      document.querySelector("#bounds tbody tr:last-child td:last-child")
        .textContent === p, power);
    assert.deepEqual(await boundsOf(page), expected);
    await tab(page, "out");
    const { name, bytes } = await saved(page, ".results .files button:text-is('TOML')");
    assert.equal(name, "nct07008976.toml");
    assert.equal(bytes.toString(), configText("nct07008976.toml")
      .replace(/^hazard_ratio = 0\.60(\s)/m, "hazard_ratio = 0.65$1"));
    await tab(page, "design");
  });

  test("an edit in the text moves the form", async () => {
    await startFrom(page, "w1.toml", "W1");
    await tab(page, "toml");
    await page.click(".cm-line:has-text('participants')");
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+End");
    await page.keyboard.type("participants = 300");
    await tab(page, "form");
    await page.waitForFunction(() =>
      document.querySelector("#field-trial-participants")?.value === "300");
  });

  test("the form adds a look, and takes it out", async () => {
    await startFrom(page, "w1.toml", "W1");
    await page.click("button:has-text('Add to looks')");
    await page.waitForSelector("legend:has-text('looks: new 2')");
    // What it has yet to say: events that grow, and how alpha is spent.
    const state = async (id, value) => {
      const field = page.locator(`[id="${id}"]`);
      await field.evaluate((it) => it.closest("details.more")?.setAttribute("open", ""));
      if (await field.evaluate((it) => it.tagName) === "SELECT")
        return field.selectOption(value);
      await field.fill(value);
      await field.press("Tab");
    };
    await state("field-analysis-looks:5b:0:5d:-events", "100");
    await page.click("summary:has-text('Other keys of analysis')");
    await state("field-analysis-efficacy-spending", "lan-demets-obrien-fleming");
    await page.waitForFunction(() =>
      document.querySelectorAll("#bounds tbody tr").length === 2);
    assert.match(await page.textContent("#bounds"), /new 2/);
    await page.click("button:has-text('Remove looks: new 2')");
    await page.waitForFunction(() => !document.querySelector(".outdated"));
    await page.waitForFunction(() =>
      document.querySelectorAll("#bounds tbody tr").length === 1);
    await tab(page, "out");
    const { bytes } = await saved(page, ".results .files button:text-is('TOML')");
    assert.equal(bytes.toString(), configText("w1.toml")
      .replace(/^events = 161/m, "events = 100").replace(/^(test = .*)$/m,
        '$1\nefficacy.spending = "lan-demets-obrien-fleming"'));
    await tab(page, "design");
  });

  test("50,000 replicates of W1 give the command line's figures", async () => {
    await startFrom(page, "w1.toml", "W1");
    await simulate(page, 50_000);
    const expected = summaryOf("configs/w1.toml", 50_000);
    const { bytes } = await saved(page, "button:text-is('summary.json')");
    assert.equal(await page.textContent("#summary-sha256"), sha256(bytes));
    assert.equal(exactly(bytes), exactly(expected));
    console.log("W1, trials a second:", await page.textContent("#tile-speed dd"));
  });

  test("a run that goes on is one run", async () => {
    await page.selectOption("label:has-text('Replicates') select", "100000");
    await page.click("button:has-text('More')");
    await streamed(page, 100_000);
    assert.equal(exactly(await shownSummary(page)),
                 exactly(summaryOf("configs/w1.toml", 100_000)));
  });

  test("stops and goes on", async () => {
    await page.selectOption("label:has-text('Replicates') select", "1000000");
    await page.click("button.main");
    await page.waitForSelector("#tile-replicates");
    await page.click("button:text-is('Stop')");
    await page.waitForSelector("button:text-is('Go on')");
    const there = () => page.$eval("#tile-replicates dd", (tile) =>
      Number(tile.textContent.replaceAll(",", "")));
    const before = await there();
    assert.ok(before > 0 && before < 1_000_000 && before % 1024 === 0);
    await page.click("button:text-is('Go on')");
    await page.waitForFunction((n) => Number(document.querySelector(
      "#tile-replicates dd").textContent.replaceAll(",", "")) > n, before);
    await page.click("button:text-is('Stop')");
    assert.equal(exactly(await shownSummary(page)),
                 exactly(summaryOf("configs/w1.toml", await there())));
  });

  test("50,000 replicates as the committee sees them, too", async () => {
    await startFrom(page, "nct07008976-irc.toml", "NCT07008976-IRC");
    await simulate(page, 50_000);
    const expected = summaryOf("configs/nct07008976-irc.toml", 50_000);
    const { bytes } = await saved(page, "button:text-is('summary.json')");
    assert.equal(bytes.toString(), expected.toString());
    for (const id of ["readers", "kaplan-meier-irc", "kaplan-meier-investigator",
                      "hazard-ratios", "power"])
      await page.waitForSelector(`#figure-${id} svg`);
    console.log("irc, trials a second:", await page.textContent("#tile-speed dd"));
  });

  test("figures leave as SVG, PNG and CSV", async () => {
    const of = (kind) => `button[aria-label='${kind} of: Readers and rules']`;
    const svg = await saved(page, of("SVG"));
    assert.match(svg.name, /\.svg$/);
    assert.match(svg.bytes.toString(), /^<svg[^]*<text[^]*Readers and rules/);
    const png = await saved(page, of("PNG"));
    assert.equal(png.bytes.subarray(1, 4).toString(), "PNG");
    assert.equal(png.bytes.readUInt32BE(16), 2250);  // 7.5 inches at 300 dpi
    const csv = await saved(page, of("CSV"));
    const summary = JSON.parse(summaryOf("configs/nct07008976-irc.toml", 50_000));
    assert.ok(csv.bytes.toString().includes(`,${summary.power.estimate},`));
  });

  test("two designs on the same random numbers", async () => {
    await startFrom(page, "w1.toml", "W1");
    await tab(page, "compare");
    await page.click("button:text-is('Keep this design as B')");
    await type(page, "endpoint.effect.hazard_ratio", "0.7");
    await page.waitForSelector("th:text-is('endpoint.effect.hazard_ratio')");
    await page.selectOption("label:has-text('Replicates') select", "10000");
    await page.click("button.main");
    await page.waitForSelector(".tiles:has-text('10,000')");
    const shown = await page.$$eval(".tiles dd", (tiles) =>
      tiles.map((tile) => tile.firstChild.textContent));
    const of = (...more) =>
      JSON.parse(summaryOf("configs/w1.toml", 10_000, ...more)).power.estimate;
    const [a, b] = [of("--set", "endpoint.effect.hazard_ratio=0.7"), of()];
    assert.equal(shown[0], `${(100 * a).toFixed(2)}%`);
    assert.equal(shown[1], `${(100 * b).toFixed(2)}%`);
    assert.equal(shown[2], `+${(100 * (b - a)).toFixed(2)}`);
  });

  test("a slider's points are the command line's", async () => {
    await startFrom(page, "w1.toml", "W1");
    await tab(page, "slider");
    await page.click("button.main");
    await page.waitForFunction(() => document.querySelector("button.main")
      ?.textContent === "Draw" && document.querySelector("#tile-slider"));
    await page.focus("input[type=range]");
    await page.keyboard.press("End");
    const power = JSON.parse(summaryOf("configs/w1.toml", 4096, "--set",
      "endpoint.effect.hazard_ratio=0.75")).power.estimate;
    await page.waitForFunction((shown) => document.querySelector(
      "#tile-slider dd").firstChild.textContent === shown,
      `${(100 * power).toFixed(2)}%`);
  });

  test("a heat map fills", async () => {
    await tab(page, "heat-map");
    await page.click("button.main");
    await page.waitForFunction(() => document.querySelector("button.main")
      ?.textContent === "Draw" && document.querySelector("#figure-heat-map svg"),
      undefined, { timeout: 240_000 });
    const csv = await saved(page, "#figure-heat-map button:text-is('CSV')");
    const rows = csv.bytes.toString().trim().split("\n").slice(1);
    assert.equal(rows.length, 36);
    for (const row of rows) assert.equal(row.split(",")[2], "2048");
  });

  test("the list is the dummy of the command line", async () => {
    await startFrom(page, "nct07008976.toml", "NCT07008976");
    await tab(page, "list");
    await page.waitForSelector("tbody tr:nth-child(40)");
    const csv = await saved(page, "button:has-text('CSV of the whole list')");
    // But for the list's own name, the first column.
    const rows = (text) => text.split("\n").map((row) =>
      row.split(",").slice(1).join());
    assert.deepEqual(rows(csv.bytes.toString()), rows(rehearse("randomize",
      "configs/nct07008976.toml", "--dummy", "--seed", "20250707",
      "--format", "csv")));
  });

  test("the link holds the config", async () => {
    await type(page, "trial.participants", "250");
    await page.waitForURL((url) =>
      /^participants = 250\b/m.test(linkedConfig(url)));
    const other = await openPage(browser, {}, new URL(page.url()).hash);
    assert.equal(await other.page.inputValue("#field-trial-participants"), "250");
    await other.close();
  });

  test("a broken config's errors are those of the command line", async () => {
    const broken = configText("w1.toml")
      .replace("hazard_ratio = 0.60", "harzard_ratio = 0.60");
    const line = broken.split("\n").findIndex((l) => /harzard/.test(l)) + 1;
    await tab(page, "design");
    await drop(page, "broken.toml", broken);
    await page.waitForSelector(".faults .error");
    const shown = await page.textContent(".faults .error");
    assert.ok(shown.startsWith(`broken.toml:${line}:1 error:`), shown);
    const said = complaintOf("broken.toml", broken);
    assert.ok(said.includes(shown.split("error: ")[1].split("\n")[0]
      .split("harzard_ratio = 0.60")[0]), said);
    await page.click(".faults .place");
    await page.waitForSelector(".cm-activeLine:has-text('harzard_ratio')");
  });

  test("asked nothing of the network, and complained of nothing", () =>
    opened.close());
});
