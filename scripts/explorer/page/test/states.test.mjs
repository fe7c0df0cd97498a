// What the page says while the design is broken, has changed or can't be read,
// and when an engine dies.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  configText, drop, linkedConfig, openBrowser, openPage, saved, simulate,
  startFrom, summaryOf, tab, type,
} from "./support.mjs";

const w1Json = JSON.stringify({
  schema_version: 1,
  trial: { id: "W1-JSON", participants: 246 },
  arms: ["experimental", "control"].map((role) =>
    ({ id: role, role, allocation: 1 })),
  randomization: { procedure: "permuted-block", block_sizes: [4] },
  enrolment: { model: "poisson", rates: [{ per_month: 13.7 }] },
  endpoint: {
    name: "PFS",
    control: { distribution: "exponential", median: "6.8 months" },
    effect: { hazard_ratio: 0.6 },
  },
  analysis: { alpha: 0.025, test: "logrank",
              looks: [{ name: "final", events: 161 }] },
  simulation: { replicates: 1000, seed: 1 },
}, null, 2);

const gone = (page, selector) =>
  page.waitForSelector(selector, { state: "detached" });

describe("states", () => {
  let browser;
  let opened;
  let page;

  before(async () => {
    browser = await openBrowser();
    opened = await openPage(browser);
    page = opened.page;
  });
  after(() => browser.close());

  test("figures of an older text are told so", async () => {
    await drop(page, "w1.toml", configText("w1.toml")
      .replace("hazard_ratio = 0.60", "harzard_ratio = 0.60"));
    await page.waitForSelector("#outdated");
    await drop(page, "w1.toml", configText("w1.toml"));
    await gone(page, "#outdated");
    assert.equal(await page.textContent(".trial"), "W1");
  });

  test("simulated figures keep the design that they are of", async () => {
    await startFrom(page, "w1.toml", "W1");
    await simulate(page, 1_000);
    await page.waitForSelector("#figure-kaplan-meier svg");
    const note = () => page.getAttribute("#figure-kaplan-meier svg", "aria-label");
    const drawn = await note();
    await startFrom(page, "pfs-os-two-arms.toml", "TWO-DOSES");
    await page.waitForSelector(".stale:has-text('before the last change')");
    assert.equal(await note(), drawn);
  });

  test("a power of several hypotheses says whose it is", async () => {
    await simulate(page, 1_000);
    assert.equal(await page.textContent("#tile-power dt"), "Power of PFS high");
  });

  test("a run whose engine dies writes over no other", async () => {
    await startFrom(page, "w1.toml", "W1");
    await page.selectOption("label:has-text('Replicates') select", "1000000");
    await page.click("button.main");
    await page.waitForSelector("#tile-replicates");
    await page.workers().at(-1).evaluate(() => {
      const tell = self.postMessage.bind(self);
      self.postMessage = ({ id }) => tell({ id, died: "broken on purpose" });
    });
    await page.waitForSelector(".fault:has-text('broken on purpose')");
    await simulate(page, 10_000);
    const { bytes } = await saved(page, "button:text-is('summary.json')");
    const { power } = JSON.parse(bytes);
    assert.deepEqual(power,
                     JSON.parse(summaryOf("configs/w1.toml", 10_000)).power);
  });

  test("designs with different seeds are compared on the first's", async () => {
    await tab(page, "compare");
    await page.click("button:text-is('Keep this design as B')");
    await drop(page, "w1.toml",
               configText("w1.toml").replace("seed = 1", "seed = 2"));
    await page.waitForSelector("th:text-is('simulation.seed')");
    await page.selectOption("label:has-text('Replicates') select", "1000");
    await page.click("button.main");
    await page.waitForSelector(".tiles:has-text('1,000')");
    assert.match(await page.textContent("#tile-difference dd"), /^\+0\.00± 0\.00$/);
    await type(page, "endpoint.effect.hazard_ratio", "0.7");
    await page.waitForSelector(".stale:has-text('This comparison')");
  });

  test("edits that follow at once are all in the text", async () => {
    await startFrom(page, "w1.toml", "W1");
    await page.evaluate(() => {
      const type = (key, value) => {
        const field = document.querySelector(`#field-${key}`);
        field.value = value;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      };
      type("trial-participants", "333");
      type("endpoint-effect-hazard_ratio", "0.71");
    });
    await page.waitForURL((url) => {
      const config = linkedConfig(url);
      return /^participants = 333\b/m.test(config) &&
        /^hazard_ratio = 0\.71\b/m.test(config);
    });
  });

  test("a link holds JSON, too", async () => {
    await drop(page, "trial.json", w1Json);
    await page.waitForFunction(() =>
      document.querySelector(".trial").textContent === "W1-JSON");
    await page.waitForURL((url) => linkedConfig(url) === w1Json);
    const other = await openPage(browser, {}, new URL(page.url()).hash);
    assert.equal(await other.page.textContent(".trial"), "W1-JSON");
    await other.close();
  });

  test("a link that is cut says so", async () => {
    const other = await openPage(browser, {}, "#config=q1YqSy0qzszPU7");
    await other.page.waitForSelector(".fault:has-text('link')");
    await other.close();
  });

  test("complained of nothing", () => opened.close());
});
