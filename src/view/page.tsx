import "./page.css";
import { render } from "preact";
import type { PageData } from "./page-data.ts";

const data = JSON.parse(document.getElementById("data")?.textContent ?? "") as PageData;
const place = document.getElementById("page");
if (place !== null) render(<h1>{data.name}</h1>, place);
