import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { at, node, scenario, send } from "../scenario/run/scenario.ts";
import { brokenResult, racingResult, resultOf } from "../report/results.ts";
import { launchChromium } from "./chromium.ts";
import { openPage, WIDTHS } from "./open-page.ts";
import { makePages, playFile } from "./pages.ts";
import type { Pages } from "./pages.ts";

let browser: Browser;
let pages: Pages;
let loses: string;
let survivor: string;
let racing: string;
let crowd: string;

beforeAll(async () => {
  browser = await launchChromium();
  pages = makePages();
  loses = pages.write("loses", playFile("cancel-loses"));
  survivor = pages.write("survivor", playFile("survivor-escapes"));
  racing = pages.write("racing", racingResult());
  const nodes = ["a1", "a2", "a3", "a4", "a5", "a6"].map((name) => node(name));
  const sent = at(0, send("deploy", "sleep 1", { InstanceIds: nodes.map(({ name }) => name) }));
  crowd = pages.write("crowd", resultOf(scenario([sent], { nodes })));
}, 300_000);

afterAll(async () => {
  await browser.close();
  pages.remove();
});

/** Whether a person who has not scrolled sees it. */
async function isOnFirstScreen(page: Page, selector: string): Promise<boolean> {
  const box = await page.locator(selector).first().boundingBox();
  const { width, height } = page.viewportSize()!;
  return box !== null && box.y >= 0 && box.y + box.height <= height && box.x + box.width <= width;
}

async function optionTexts(page: Page): Promise<readonly string[]> {
  return page.locator(".row").allTextContents();
}

describe.each(WIDTHS)("the first screen of 'cancel loses' at %i px", (width) => {
  test("names the verdict, both events, the distance and what the other order would have given", () =>
    openPage(browser, loses, { width }, async (page) => {
      expect(await page.locator(".verdict").innerText()).toContain("ok");
      const card = page.locator(".decision");
      const text = await card.innerText();
      expect(text).toContain("exited 0");
      expect(text).toContain("cancel arrived");
      expect(text).toContain("17 ms later");
      expect(text).toContain("had the cancel come first, the process would have been killed");
      expect(await isOnFirstScreen(page, ".verdict")).toBe(true);
      expect(await isOnFirstScreen(page, ".decision")).toBe(true);
    }));

  test("marks both events in the diagram", () =>
    openPage(browser, loses, { width }, async (page) => {
      const marked = page.locator(".row.deciding");
      expect(await marked.count()).toBe(2);
      expect(await marked.nth(0).innerText()).toContain("exited 0");
      expect(await marked.nth(1).innerText()).toContain("cancel arrived");
      expect(await isOnFirstScreen(page, ".row.deciding >> nth=0")).toBe(true);
      expect(await isOnFirstScreen(page, ".row.deciding >> nth=1")).toBe(true);
      expect(await isOnFirstScreen(page, ".apart")).toBe(true);
    }));

  test("needs no scrolling to the side, and that of another scenario neither", async () => {
    const restart = pages.write("restart", playFile("controller-restart"));
    for (const url of [loses, restart]) {
      await openPage(browser, url, { width }, async (page) => {
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(over).toBe(0);
      });
    }
  });
});

test.each(WIDTHS)("the first screen of a run that failed repeats it, at %i px", (width) =>
  openPage(browser, racing, { width }, async (page) => {
    const repeat = await page.locator(".head .repeat code").innerText();
    expect(repeat).toMatch(/^fleetsim run scenarios\/a-test.yaml --seed \d+ --runs 1$/);
    for (const part of [".verdict", ".head .sentence", ".head .repeat", ".decision"]) {
      expect(await isOnFirstScreen(page, part)).toBe(true);
    }
  }),
);

describe("the page", () => {
  test("has one heading, landmarks, and a heading for each part", () =>
    openPage(browser, racing, {}, async (page) => {
      expect(await page.locator("h1").allInnerTexts()).toEqual(["a cancel always wins"]);
      expect(await page.getByRole("main").count()).toBe(1);
      expect(await page.getByRole("banner").count()).toBe(1);
      const titles = await page.locator("h2").allInnerTexts();
      for (const title of [
        ...["The race that decided", "Space and time", "What the API said, and what was so"],
        ...["Outcomes, run by run", "Complaints and findings", "Situations", "Faults"],
        ...["Options", "Events"],
      ]) {
        expect(titles).toContain(title);
      }
    }));

  test("tells of a complaint with its events and the command that repeats it", () =>
    openPage(browser, racing, {}, async (page) => {
      const text = await page.locator("#findings").innerText();
      expect(text).toContain("expected deploy on a1 to end as Cancelled; found Success");
      expect(text).toContain("process: exited 0");
      expect(text).toMatch(/fleetsim run scenarios\/a-test.yaml --seed \d+ --runs 1/);
    }));

  test("gives the command that repeats each run that shows a complaint", async () => {
    const result = brokenResult();
    const url = pages.write("broken", result);
    await openPage(browser, url, {}, async (page) => {
      const commands = await page.locator("#findings .repeat code").allInnerTexts();
      expect([...commands].sort()).toEqual(result.complaints.map(({ repeat }) => repeat).sort());
      expect(new Set(commands).size).toBeGreaterThan(2);
      const other = result.complaints.find(({ seed }) => seed !== result.shown.run.seed);
      expect(await page.locator("#findings").innerText()).toContain(
        `The run with seed ${other?.seed} shows it, and not this one.`,
      );
    });
  });

  test("has a cell for each run and counts them", () =>
    openPage(browser, racing, {}, async (page) => {
      const row = page.locator(".grid tbody tr").first();
      expect(await row.locator(".cell").count()).toBe(20);
      const letters = await row.locator(".cell").allInnerTexts();
      const cancelled = letters.filter((letter) => letter === "C").length;
      expect(await row.innerText()).toContain(`Cancelled ${cancelled}`);
      expect(await page.locator(".grid th.failed").count()).toBeGreaterThan(0);
    }));

  test("leaves the events room to be read on a phone, however many there are", () =>
    openPage(browser, racing, { width: 390 }, async (page) => {
      expect(await page.locator(".events .space").count()).toBe(1);
      const cells = await page
        .locator(".events thead th:visible")
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
      const table = (await page.locator(".events").boundingBox())!;
      expect(cells.reduce((sum, width) => sum + width, 0)).toBeGreaterThan(table.width - 2);
      expect(cells[1]).toBeGreaterThan(150);
    }));

  test("writes times of an hour and more as a clock does, in the diagram and in the table", async () => {
    const url = pages.write("soak", playFile("24-hour-soak", { runs: 1 }));
    await openPage(browser, url, {}, async (page) => {
      expect(await page.locator(".events thead th").allInnerTexts()).toContain("time");
      for (const selector of [".events tbody td.number:nth-child(2)", ".row .time"]) {
        const window = page.locator(selector.startsWith(".row") ? ".window" : ".table-window");
        await window.evaluate((one) => one.scrollTo(0, one.scrollHeight));
        const last = page.locator(selector).filter({ hasText: /\d/ }).last();
        await expect.poll(() => last.innerText()).toMatch(/^\d+:[0-5]\d:[0-5]\d\.\d{3}$/);
      }
    });
  });

  test("says where the API was wrong about what lives", () =>
    openPage(browser, survivor, {}, async (page) => {
      const text = await page.locator(".truth li.false").innerText();
      expect(text).toContain("API Cancelled, on web: pid 1002 lives on");
      expect(text).toContain("to the end of the run");
      expect(await page.locator(".clash.false").count()).toBe(1);
    }));

  test("draws a message from where it left to where it arrived, and a lost one half-way", async () => {
    const lost = pages.write("lost", playFile("lost-reply"));
    await openPage(browser, lost, {}, async (page) => {
      expect(await page.locator(".arrow.lost").count()).toBe(1);
      const line = page.locator(".arrow.cancel line");
      expect(await line.count()).toBe(1);
      const [y1, y2] = await line.evaluate((one) => [
        Number(one.getAttribute("y1")),
        Number(one.getAttribute("y2")),
      ]);
      expect(y2).toBeGreaterThan(y1);
    });
  });
});

describe("the filter", () => {
  test("begins with the command that decides, where there are several, and lets it go", async () => {
    const url = pages.write("queued", playFile("queued-cancel-resurrected"));
    await openPage(browser, url, {}, async (page) => {
      expect(await page.getByLabel("Command").locator("option:checked").innerText()).toBe("deploy");
      expect(await isOnFirstScreen(page, ".row.deciding >> nth=0")).toBe(true);
      expect(await isOnFirstScreen(page, ".row.deciding >> nth=1")).toBe(true);
      const before = await page.locator(".row").count();
      await page.getByRole("button", { name: "Clear" }).click();
      expect(await page.locator(".row").count()).toBeGreaterThan(before);
    });
  });

  test("of a node leaves what is about it, in the diagram and in the table", () =>
    openPage(browser, racing, {}, async (page) => {
      await page.getByLabel("Node").selectOption({ label: "a2" });
      expect(await page.locator(".node-head").allInnerTexts()).toEqual(["a2"]);
      const texts = await optionTexts(page);
      expect(texts.length).toBeGreaterThan(3);
      expect(texts.filter((text) => /\ba1\b/.test(text))).toEqual([]);
      const nodes = await page.locator(".events tbody tr td:nth-child(4)").allInnerTexts();
      expect(new Set(nodes)).toEqual(new Set(["a2", ""]));
    }));

  test("of a kind and of a text leaves what fits, says how many, and can be cleared", () =>
    openPage(browser, racing, {}, async (page) => {
      const before = await page.getByRole("status").innerText();
      await page
        .getByLabel("Events", { exact: true })
        .and(page.locator("select"))
        .selectOption("process");
      await page.getByLabel("Text").fill("exited a1");
      const rows = page.locator(".events tbody tr:not(.space)");
      await expect.poll(() => rows.count()).toBe(1);
      expect(await rows.first().innerText()).toContain("exited 0");
      expect(await page.getByRole("status").innerText()).toMatch(/^1 of \d+ events/);
      await page.getByRole("button", { name: "Clear" }).click();
      expect(await page.getByRole("status").innerText()).toBe(before);
    }));

  test("that nothing passes says so", () =>
    openPage(browser, racing, {}, async (page) => {
      await page.getByLabel("Text").fill("no such word anywhere");
      await page.getByText("No event passes the filter.").waitFor();
      expect(await page.locator(".events tbody tr:not(.space)").count()).toBe(0);
    }));

  test("folds up on a phone, and out again", () =>
    openPage(browser, racing, { width: 390 }, async (page) => {
      const node = page.getByLabel("Node");
      expect(await node.isVisible()).toBe(false);
      await page.getByRole("button", { name: "Filter" }).click();
      expect(await node.isVisible()).toBe(true);
    }));

  test("follows a row of the outcomes", () =>
    openPage(browser, racing, {}, async (page) => {
      await page.getByRole("button", { name: "deploy on a2" }).click();
      expect(await page.locator(".node-head").allInnerTexts()).toEqual(["a2"]);
    }));
});

describe("the zoom", () => {
  const height = (page: Page) =>
    page.locator(".canvas").evaluate((canvas) => canvas.getBoundingClientRect().height);

  test("grows and shrinks by its buttons, and shows the whole run", () =>
    openPage(browser, racing, {}, async (page) => {
      const before = await height(page);
      await page.getByRole("button", { name: "Zoom in" }).click();
      const after = await height(page);
      expect(after).toBeGreaterThan(before * 1.2);
      await page.getByRole("button", { name: "Zoom out" }).click();
      expect(await height(page)).toBeCloseTo(before, 0);
      await page.getByRole("button", { name: "Whole run" }).click();
      const room = await page.locator(".window").evaluate((one) => one.clientHeight);
      expect(await height(page)).toBeLessThanOrEqual(room);
    }));

  test("grows by a wheel with Ctrl, at the place of the mouse, and scrolls without", () =>
    openPage(browser, racing, {}, async (page) => {
      const row = page.locator(".row.deciding").first();
      const box = (await row.boundingBox())!;
      const before = await height(page);
      await page.mouse.move(box.x + 300, box.y + box.height / 2);
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, -100);
      await page.keyboard.up("Control");
      await expect.poll(() => height(page)).toBeGreaterThan(before * 1.2);
      const after = (await row.boundingBox())!;
      expect(Math.abs(after.y + after.height / 2 - box.y - box.height / 2)).toBeLessThan(12);
    }));

  test("grows and shrinks by keys, and 0 brings it back", () =>
    openPage(browser, racing, {}, async (page) => {
      await page.getByRole("listbox").focus();
      const before = await height(page);
      await page.keyboard.press("+");
      await page.keyboard.press("+");
      expect(await height(page)).toBeGreaterThan(before * 1.5);
      await page.keyboard.press("0");
      expect(await height(page)).toBeCloseTo(before, 0);
      await page.keyboard.press("-");
      expect(await height(page)).toBeLessThan(before);
    }));
});

describe("an event that is chosen", () => {
  test("by a mouse shows its JSON, and its counterpart is a click away", () =>
    openPage(browser, loses, {}, async (page) => {
      await page
        .getByRole("listbox")
        .getByRole("option", { name: /: cancel sent/ })
        .click();
      const panel = page.getByRole("complementary", { name: "The selected event" });
      const event = JSON.parse(await panel.locator("pre").innerText()) as Record<string, unknown>;
      expect(event).toMatchObject({ event: "frame.sent", message: "agent_job" });
      expect(await page.locator(".mark .halo").count()).toBe(1);
      await panel.getByRole("button", { name: /cancel arrived/ }).click();
      const other = JSON.parse(await panel.locator("pre").innerText()) as Record<string, unknown>;
      expect(other).toMatchObject({ event: "job.acked", cancels: expect.any(String) as string });
      expect(await page.locator('.row[aria-selected="true"]').innerText()).toContain(
        "cancel arrived",
      );
      await page.keyboard.press("Escape");
      expect(await panel.count()).toBe(0);
    }));

  test("by keys is the one that the list stands on", () =>
    openPage(browser, loses, {}, async (page) => {
      const list = page.getByRole("listbox");
      await list.focus();
      const active = () => list.getAttribute("aria-activedescendant");
      const start = await active();
      await page.keyboard.press("ArrowDown");
      expect(await active()).not.toBe(start);
      await page.keyboard.press("End");
      await page.keyboard.press("Enter");
      expect(await page.locator(".panel h2").innerText()).toBe("cancel: no such job");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Home");
      await page.keyboard.press("Enter");
      expect(await page.locator(".panel h2").innerText()).toBe("send accepted");
    }));

  test("in the table is marked in the diagram, and the other way round", () =>
    openPage(browser, loses, {}, async (page) => {
      await page.locator(".events tbody tr", { hasText: "process started" }).click();
      expect(await page.locator('.row[aria-selected="true"]').innerText()).toContain(
        "process started",
      );
      await page
        .getByRole("listbox")
        .getByRole("option", { name: /job started/ })
        .click();
      const row = page.locator('.events tr[aria-selected="true"]');
      expect(await row.innerText()).toContain("job started");
    }));

  test("that the filter hides is shown all the same", () =>
    openPage(browser, survivor, {}, async (page) => {
      await page.getByLabel("Text").fill("exited");
      await page.locator(".decision").getByRole("button", { name: "escaped: pid 1002" }).click();
      expect(await page.locator('.row[aria-selected="true"]').innerText()).toContain(
        "escaped: pid 1002",
      );
    }));

  test("the table goes by keys from row to row, with one stop for Tab", () =>
    openPage(browser, loses, {}, async (page) => {
      const stops = page.locator('.events tr[tabindex="0"]');
      expect(await stops.count()).toBe(1);
      await stops.focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-row")))
        .toBe("2");
      expect(await stops.count()).toBe(1);
      await page.keyboard.press("Enter");
      expect(await page.locator(".panel h2").innerText()).toBe("job started");
    }));

  test("another race moves the marks", () =>
    openPage(browser, racing, {}, async (page) => {
      const before = await page.locator(".row.deciding").allInnerTexts();
      await page.locator(".chooser select").selectOption({ index: 1 });
      await expect.poll(() => page.locator(".row.deciding").allInnerTexts()).not.toEqual(before);
      expect(await page.locator(".decision .where").innerText()).toBe("deploy on a2");
    }));
});

describe.each(WIDTHS)("nodes for which there is no room, at %i px", (width) => {
  test("have a lane together, in which each event names its node", () =>
    openPage(browser, crowd, { width }, async (page) => {
      const heads = await page.locator(".lane-heads span").allInnerTexts();
      expect(heads[2]).toBe(width < 640 ? "others" : "other nodes");
      const own = await page.locator(".node-head").allInnerTexts();
      const lane = await page.locator(".lanes .others").getAttribute("x1");
      const [, controller] = await page
        .locator(".lanes line")
        .evaluateAll((all) => all.map((one) => one.getAttribute("x1")));
      expect(Number(lane)).toBeGreaterThan(Number(controller));
      const words = await page.locator(".row.others .words").allInnerTexts();
      expect(words.length).toBeGreaterThan(0);
      for (const text of words) {
        const [, node] = /^(a\d)(?: process)?: ./.exec(text) ?? [];
        expect(node, text).toBeDefined();
        expect(own).not.toContain(node);
      }
      const others = new Set(words.map((text) => text.slice(0, 2)));
      expect(others.size).toBe(6 - own.length);
    }));

  test("have none when one node is asked for", () =>
    openPage(browser, crowd, { width }, async (page) => {
      if (width < 640) await page.getByRole("button", { name: "Filter" }).click();
      await page.getByLabel("Node").selectOption({ label: "a6" });
      expect(await page.locator(".node-head").allInnerTexts()).toEqual(["a6"]);
      expect(await page.locator(".lanes .others").count()).toBe(0);
      expect(await page.locator(".row.others").count()).toBe(0);
    }));
});
