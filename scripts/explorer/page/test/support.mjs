// What the tests share: the page opened from disk in Debian's Chromium, and
// the command line to hold it against.
import { execFileSync, spawnSync } from "node:child_process";
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateRawSync } from "node:zlib";
import { chromium } from "playwright-core";

export const root = fileURLToPath(new URL("../../../..", import.meta.url));
export const page_file = join(root, "build/explorer/rehearse.html");
const program = join(root, "build/rehearse");

export const configText = (name) =>
  readFileSync(join(root, "configs", name), "utf8");

// Stdout of the command line, run where a config's relative paths hold.
export const rehearse = (...args) =>
  execFileSync(program, args, { cwd: root, encoding: "utf8",
                                stdio: ["ignore", "pipe", "ignore"] });

// Gives a new folder to `use`, and removes it.
function inFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), "explorer-test-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// What `check` complains of in a file of that name.
export const complaintOf = (name, text) => inFolder((folder) => {
  writeFileSync(join(folder, name), text);
  return spawnSync(program, ["check", join(folder, name)],
                   { cwd: root, encoding: "utf8" }).stderr;
});

// The bytes of summary.json that the command line writes.
export const summaryOf = (config, replicates, ...more) => inFolder((folder) => {
  const out = join(folder, "run");
  rehearse("power", config, "--replicates", String(replicates), "--out", out,
           ...more);
  return readFileSync(join(out, "summary.json"));
});

// The config that a link holds.
export function linkedConfig(url) {
  const packed = new URLSearchParams(new URL(url).hash.slice(1)).get("config");
  return packed === null ? ""
    : inflateRawSync(Buffer.from(packed, "base64url")).toString();
}

// Milliseconds: what is waited for comes soon, but the machine may be loaded.
const patience = 240_000;

export const openBrowser = () =>
  chromium.launch({
    executablePath: "/usr/bin/chromium",
    timeout: patience,
    // As root in a container there is no sandbox; the others keep Chromium
    // from calling home.
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
           "--disable-background-networking", "--disable-component-update",
           "--disable-sync"],
  });

// A page. What it complained of and asked the network for is told when it is
// closed: nothing may be.
export async function openPage(browser, options = {}, hash = "") {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
    colorScheme: options.scheme ?? "light",
  });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const complaints = [];
  const requests = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      complaints.push(message.text());
  });
  context.on("request", (request) => {
    if (!/^(blob|data|about):|^file:.*\/rehearse\.html/.test(request.url()))
      requests.push(request.url());
  });
  await page.goto(`file://${page_file}${hash}`);
  await page.waitForSelector("#bounds tbody tr");
  const close = async () => {
    await context.close();
    assert.deepEqual({ complaints, requests }, { complaints: [], requests: [] });
  };
  return { page, close };
}

export const tab = (page, id) => page.click(`#tab-${id}`);

// The design as a file that is dropped on the page, wherever it is.
export async function drop(page, name, text, place = ".results") {
  const data = await page.evaluateHandle(([file, content]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], file));
    return transfer;
  }, [name, text]);
  await page.dispatchEvent(place, "drop", { dataTransfer: data });
}

// A starting point, and its design on the page.
export async function startFrom(page, name, trial) {
  await page.selectOption(".source select", name);
  await page.waitForFunction((t) =>
    document.querySelector(".trial")?.textContent === t, trial);
  await page.waitForFunction(() => !document.querySelector(".faults .error"));
}

// Presses what saves a file; its bytes.
export async function saved(page, selector) {
  const [download] = await Promise.all([
    page.waitForEvent("download"), page.click(selector)]);
  return { name: download.suggestedFilename(),
           bytes: readFileSync(await download.path()) };
}

// Types into a field of the form.
export async function type(page, key, value) {
  const field = `#field-${key.replaceAll(".", "-")}`;
  await page.fill(field, value);
  await page.press(field, "Tab");
}

export async function simulate(page, replicates) {
  await tab(page, "simulation");
  await page.selectOption("label:has-text('Replicates') select",
                          String(replicates));
  await page.click("button.main");
  await streamed(page, replicates);
}

export const streamed = (page, replicates) =>
  page.waitForFunction((n) => {
    const shown = document.querySelector("#tile-replicates dd")?.textContent;
    return Number(shown?.replaceAll(",", "")) === n &&
      document.querySelector("button.main")?.textContent === "Simulate";
  }, replicates, { timeout: 240_000 });
