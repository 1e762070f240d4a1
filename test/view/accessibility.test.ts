/** What axe finds wrong with a page, and what it can't see: reduced motion, forced focus order. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { escapingResult, racingResult } from "../report/results.ts";
import { launchChromium } from "./chromium.ts";
import { openPage, WIDTHS } from "./open-page.ts";
import { makePages, playFile } from "./pages.ts";
import type { Pages } from "./pages.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
let pages: Pages;
const urls = new Map<string, string>();

beforeAll(async () => {
  browser = await launchChromium();
  pages = makePages();
  urls.set("cancel loses", pages.write("loses", playFile("cancel-loses")));
  urls.set("a race in many runs", pages.write("racing", racingResult()));
  urls.set("an escape", pages.write("escaping", escapingResult()));
  urls.set("a soak", pages.write("soak", playFile("24-hour-soak", { runs: 1 })));
}, 300_000);

afterAll(async () => {
  await browser.close();
  pages.remove();
});

interface Found {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
}

/** The policy of the page lets no other script in: the checker is evaluated by the test itself. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run: () => Promise<unknown> } }).axe.run(),
  );
  return (found as Found).violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 5).map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`),
  );
}

const NAMES = ["cancel loses", "a race in many runs"] as const;
const LOOKS = WIDTHS.flatMap((width) =>
  (["light", "dark"] as const).map((colorScheme) => ({ width, colorScheme })),
);

describe.each(LOOKS)("at $width px, $colorScheme", (look) => {
  test.each(NAMES)("nothing is wrong with the page of %s", (name) =>
    openPage(browser, urls.get(name)!, look, async (page) => {
      expect(await violations(page)).toEqual([]);
    }),
  );

  test("nothing is wrong when all is unfolded and an event is chosen", () =>
    openPage(browser, urls.get("an escape")!, look, async (page) => {
      if (look.width === 390) await page.getByRole("button", { name: "Filter" }).click();
      for (const summary of await page.locator("summary").all()) await summary.click();
      await page
        .getByLabel("Events", { exact: true })
        .and(page.locator("select"))
        .selectOption("all");
      await page.locator(".row").first().click();
      expect(await violations(page)).toEqual([]);
    }));
});

test("nothing is wrong with the page of a soak", () =>
  openPage(browser, urls.get("a soak")!, {}, async (page) => {
    expect(await violations(page)).toEqual([]);
  }));

test("what has the focus can be seen", () =>
  openPage(browser, urls.get("a race in many runs")!, {}, async (page) => {
    for (let stop = 0; stop < 25; stop += 1) {
      await page.keyboard.press("Tab");
      const seen = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return "nothing";
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return outlineStyle === "none"
          ? element.outerHTML.slice(0, 80)
          : parseInt(outlineWidth, 10);
      });
      expect(seen).toBeGreaterThanOrEqual(1);
    }
  }));

test("nothing moves for whoever wants no motion", () =>
  openPage(browser, urls.get("cancel loses")!, { reducedMotion: "reduce" }, async (page) => {
    const moving = await page.evaluate(
      () =>
        [document.documentElement, ...document.querySelectorAll("*")].filter((element) => {
          const { scrollBehavior, animationName, transitionDuration } = getComputedStyle(element);
          return (
            scrollBehavior !== "auto" || animationName !== "none" || transitionDuration !== "0s"
          );
        }).length,
    );
    expect(moving).toBe(0);
  }));

describe("who chooses an event by a key", () => {
  const focused = (page: Page) =>
    page.evaluate(() => {
      const element = document.activeElement;
      return [element?.localName, element?.closest("aside") === null ? "page" : "panel"].join(" ");
    });

  test("stands in its details at once, and is back in the list when they close", () =>
    openPage(browser, urls.get("cancel loses")!, {}, async (page) => {
      const list = page.getByRole("listbox");
      await list.focus();
      await page.keyboard.press("End");
      const last = await list.getAttribute("aria-activedescendant");
      await page.keyboard.press("Enter");
      expect(await focused(page)).toBe("h2 panel");
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("Tab");
      expect(await focused(page)).toBe("button panel");
      await page.keyboard.press("Escape");
      expect(await page.locator(".panel").count()).toBe(0);
      expect(await list.evaluate((one) => one === document.activeElement)).toBe(true);
      expect(await list.getAttribute("aria-activedescendant")).toBe(last);
    }));

  test("in the table is back at the row of the event that was told last, and by the button too", () =>
    openPage(browser, urls.get("a race in many runs")!, {}, async (page) => {
      await page.locator('.events tr[tabindex="0"]').focus();
      await page.keyboard.press("End");
      await page.keyboard.press("Enter");
      await page.locator(".panel h2:focus").waitFor();
      await page.keyboard.press("Escape");
      const rows = await page.getByRole("grid").getAttribute("aria-rowcount");
      const row = page.locator(".events tr:focus");
      expect(await row.getAttribute("aria-rowindex")).toBe(rows);
      await page.keyboard.press("Home");
      for (let step = 0; step < 20; step += 1) {
        if ((await row.innerText()).includes("process started")) break;
        await page.keyboard.press("ArrowDown");
      }
      // Over the closing button to the other end of the process, then to the button.
      for (const key of ["Enter", "Tab", "Tab", "Enter"]) await page.keyboard.press(key);
      await page.locator(".panel h2:focus", { hasText: "exited 0" }).waitFor();
      for (const key of ["Tab", "Enter"]) await page.keyboard.press(key);
      expect(await page.locator(".panel").count()).toBe(0);
      expect(await row.innerText()).toContain("exited 0");
    }));

  test("by a link of another part is back at it", () =>
    openPage(browser, urls.get("cancel loses")!, {}, async (page) => {
      const link = page.locator(".decision .link").first();
      await link.focus();
      await page.keyboard.press("Enter");
      expect(await focused(page)).toBe("h2 panel");
      await page.keyboard.press("Escape");
      expect(await link.evaluate((one) => one === document.activeElement)).toBe(true);
    }));

  test("is led nowhere by a mouse: the list keeps its keys", () =>
    openPage(browser, urls.get("cancel loses")!, {}, async (page) => {
      await page.locator(".row").first().click();
      expect(await page.locator(".panel").count()).toBe(1);
      const list = page.getByRole("listbox");
      expect(await list.evaluate((one) => one === document.activeElement)).toBe(true);
      await page.keyboard.press("Enter");
      expect(await focused(page)).toBe("h2 panel");
    }));
});
