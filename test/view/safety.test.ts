/** A page asks nobody for anything, and believes nothing that a run says. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makePageData } from "../../src/report/html/make-page-data.ts";
import { scriptJson } from "../../src/report/html/script-json.ts";
import type { ScenarioResult } from "../../src/scenario/result.ts";
import { racingResult } from "../report/results.ts";
import { launchChromium } from "./chromium.ts";
import { openPage } from "./open-page.ts";
import { makePages, playFile } from "./pages.ts";
import type { Pages } from "./pages.ts";

let browser: Browser;
let pages: Pages;

beforeAll(async () => {
  browser = await launchChromium();
  pages = makePages();
}, 300_000);

afterAll(async () => {
  await browser.close();
  pages.remove();
});

test("a page is at most 500 KB beside its data", () => {
  for (const name of ["cancel-loses", "24-hour-soak"]) {
    const result = playFile(name, { runs: 1 });
    const html = readFileSync(fileURLToPath(pages.write(name, result)));
    const data = Buffer.byteLength(scriptJson(makePageData(result)));
    expect(html.length - data).toBeLessThan(500_000);
  }
});

test("the built script and style end nothing that they stand in", () => {
  expect(pages.view.script).not.toMatch(/<\/script|<!--/i);
  expect(pages.view.style).not.toMatch(/<\/style/i);
});

test("nothing is asked for but the file itself", async () => {
  const url = pages.write("quiet", playFile("cancel-loses"));
  const context = await browser.newContext();
  const asked: string[] = [];
  context.on("request", (request) => asked.push(request.url()));
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForSelector("html[data-rendered]", { state: "attached" });
  await page.locator(".row").first().click();
  await page.getByRole("button", { name: "Zoom in" }).click();
  await page.waitForTimeout(200);
  expect(asked).toEqual([url]);
  await context.close();
});

test("the policy would stop whoever tried", async () => {
  const url = pages.write("strict", playFile("cancel-loses"));
  const page = await browser.newPage();
  await page.goto(url);
  const stopped = await page.evaluate(async () => {
    const directives: string[] = [];
    document.addEventListener("securitypolicyviolation", (event) =>
      directives.push(event.effectiveDirective),
    );
    await fetch("http://127.0.0.1:9/").catch(() => undefined);
    const image = document.createElement("img");
    image.src = "http://127.0.0.1:9/a.png";
    const script = document.createElement("script");
    script.textContent = "document.title = 'run'";
    document.body.append(image, script);
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return { directives, title: document.title };
  });
  expect(new Set(stopped.directives)).toEqual(
    new Set(["connect-src", "img-src", "script-src-elem"]),
  );
  expect(stopped.title).not.toBe("run");
  await page.close();
});

const EVIL = `</script><script>document.title="evil"</script><img src=x onerror="document.title='evil'">'"&lt;\u2028`;

/** Every text that a file or a script can bring along. */
function poisoned(): ScenarioResult {
  const text = JSON.stringify(racingResult());
  const result = JSON.parse(text) as ScenarioResult;
  const rename = <Value>(record: Readonly<Record<string, Value>>) =>
    Object.fromEntries(Object.entries(record).map(([name, id]) => [`${name}${EVIL}`, id]));
  const run = {
    ...result.shown.run,
    nodeIds: rename(result.shown.run.nodeIds),
    commandIds: rename(result.shown.run.commandIds),
  };
  return {
    ...result,
    file: EVIL,
    repeat: EVIL,
    scenario: { ...result.scenario, name: EVIL, says: EVIL },
    runs: result.runs.map((one) => ({
      ...one,
      outcomes: one.outcomes.map((outcome) => ({ ...outcome, command: EVIL, details: EVIL })),
      fired: [{ fault: EVIL, count: 1 }],
    })),
    complaints: result.complaints.map((complaint) => ({ ...complaint, says: EVIL, repeat: EVIL })),
    shown: {
      run,
      trace: result.shown.trace.map((event) => ({ ...event, operation: EVIL, reason: EVIL })),
    },
  };
}

test("names and outputs that are markup stay text", async () => {
  const url = pages.write("poisoned", poisoned());
  await openPage(browser, url, {}, async (page) => {
    await page
      .getByLabel("Events", { exact: true })
      .and(page.locator("select"))
      .selectOption("all");
    await page.locator(".row").first().click();
    expect(await page.locator("h1").innerText()).toContain("</script><script>");
    expect(await page.locator(".panel pre").innerText()).toContain("<img src=x onerror");
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.locator("script").count()).toBe(2);
    expect(await page.title()).toMatch(/^FAILED: /);
  });
});
