/** Where the page begins: its data stands in the file, and becomes the page at once. */
import "./page.css";
import { render } from "preact";
import type { PageData } from "./page-data.ts";
import { ReportPage } from "./report-page.tsx";

const place = document.getElementById("page");
const text = document.getElementById("data")?.textContent ?? "";
if (place !== null) {
  render(<ReportPage data={JSON.parse(text) as PageData} />, place);
  document.documentElement.dataset["rendered"] = "";
}
