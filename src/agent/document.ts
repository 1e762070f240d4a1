/**
 * A document as a job carries it, read into what a worker needs: its steps, ready to run.
 *
 * Schema 1.x has plugins in `runtimeConfig` (the plugin's name is the step's key), 2.x has
 * `mainSteps`. Of a 2.x step only action, name, inputs and precondition count. Total: a document
 * that can't be read is a value with one line that says why. Left out: several property sets in
 * one plugin of 1.x.
 * Source: amazon-ssm-agent 3.3, measured; agent/framework/docparser.
 */
import type { ParameterValues, SendCommandContent } from "../wire/message.ts";
import type { StepOrder, WorkerOrder } from "./input.ts";
import type { AgentOptions } from "./options.ts";
import type { Preconditions } from "./precondition.ts";
import { refusalOf } from "./refusal.ts";
import { NO_FLOW, readFlow } from "./step-flow.ts";
import { substitute, valueText } from "./substitute.ts";
import type { Values } from "./substitute.ts";
import { timeoutSeconds } from "./timeout-seconds.ts";

/** Under which id, and by what kind of agent, a document is to run. */
export interface DocumentPlace {
  readonly commandId: string;
  readonly options: AgentOptions;
}

export interface DocumentProblem {
  /** One line: what was expected, what was found. */
  readonly problem: string;
}

interface Parsed extends DocumentPlace {
  readonly result: WorkerOrder | DocumentProblem;
}

/** The latest result for a content: in virtual time one content goes to every node of a command. */
const PARSED = new WeakMap<SendCommandContent, Parsed>();

/**
 * Reads a document and replaces its placeholders.
 *
 * Shape:  the same content, id and options give the same order: never change it.
 * Errors: a problem for an unknown schema, no steps, more steps or a longer script than the bounds.
 */
export function parseDocument(
  content: SendCommandContent,
  { commandId, options }: DocumentPlace,
): WorkerOrder | DocumentProblem {
  const known = PARSED.get(content);
  if (known?.commandId === commandId && known.options === options) return known.result;
  const result = parse(content, { commandId, options });
  PARSED.set(content, { commandId, options, result });
  return result;
}

function parse(content: SendCommandContent, place: DocumentPlace): WorkerOrder | DocumentProblem {
  const { document } = content;
  if (!isRecord(document)) return { problem: "document: expected an object" };
  const found = document["schemaVersion"];
  // Of an object not even a text can be made that is sure not to throw.
  const schemaVersion =
    typeof found === "string" || typeof found === "number" ? `${found}` : "none";
  if (!SCHEMA_VERSIONS.has(schemaVersion)) {
    const versions = [...SCHEMA_VERSIONS].join(", ");
    return { problem: `schemaVersion: expected one of ${versions}, found ${schemaVersion}` };
  }
  const plans = schemaVersion.startsWith("1.") ? pluginPlans(document) : stepPlans(document);
  if ("problem" in plans) return plans;
  const { stepsMax } = place.options;
  if (plans.length === 0 || plans.length > stepsMax) {
    return { problem: `steps: expected 1..${stepsMax}, found ${plans.length}` };
  }
  const setting = { schemaVersion, values: parameterValues(document, content.parameters) };
  return workerOrder(
    content,
    place,
    plans.map((plan) => stepOrder(plan, setting)),
  );
}

/** Source: appconfig.SupportedDocumentVersions. */
const SCHEMA_VERSIONS: ReadonlySet<string> = new Set([
  "1.0",
  "1.2",
  "2.0",
  "2.0.1",
  "2.0.2",
  "2.0.3",
  "2.2",
]);

/** A step as the document has it, placeholders still in. */
interface StepPlan {
  readonly key: string;
  readonly action: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly precondition: Readonly<Record<string, readonly string[]>>;
  /** Where the flow of 1.x stands in a list, it is not read. */
  readonly hasFlow: boolean;
}

const NO_PRECONDITION = {};

function pluginPlans(document: Record<string, unknown>): StepPlan[] | DocumentProblem {
  const plugins = document["runtimeConfig"];
  if (!isRecord(plugins)) return { problem: "runtimeConfig: expected an object" };
  const plans: StepPlan[] = [];
  for (const [action, plugin] of Object.entries(plugins)) {
    const properties = isRecord(plugin) ? plugin["properties"] : undefined;
    const sets = Array.isArray(properties) ? (properties as unknown[]) : [properties];
    const [inputs] = sets;
    if (sets.length !== 1 || !isRecord(inputs)) {
      return { problem: `${action}: expected one set of properties, found ${sets.length}` };
    }
    const hasFlow = !Array.isArray(properties);
    plans.push({ key: action, action, inputs, precondition: NO_PRECONDITION, hasFlow });
  }
  return plans;
}

function stepPlans(document: Record<string, unknown>): StepPlan[] | DocumentProblem {
  const steps = document["mainSteps"];
  if (!Array.isArray(steps)) return { problem: "mainSteps: expected an array" };
  const plans: StepPlan[] = [];
  for (const step of steps as unknown[]) {
    const {
      action,
      name,
      inputs,
      precondition = NO_PRECONDITION,
    }: Record<string, unknown> = isRecord(step) ? step : {};
    if (typeof action !== "string" || typeof name !== "string") {
      return { problem: `mainSteps: expected action and name in step ${plans.length + 1}` };
    }
    if (!isPrecondition(precondition)) {
      return { problem: `mainSteps: expected lists of texts in the precondition of ${name}` };
    }
    const plan = { key: name, action, inputs: isRecord(inputs) ? inputs : {}, precondition };
    plans.push({ ...plan, hasFlow: true });
  }
  return plans;
}

function isPrecondition(value: unknown): value is StepPlan["precondition"] {
  const isTexts = (list: unknown): boolean =>
    Array.isArray(list) && list.every((text) => typeof text === "string");
  return isRecord(value) && Object.values(value).every(isTexts);
}

/** Given values, and the document's defaults for the others. */
function parameterValues(document: Record<string, unknown>, given: ParameterValues): Values {
  const declared = document["parameters"];
  if (!isRecord(declared)) return given;
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(declared)) {
    const value = isRecord(parameter) ? parameter["default"] : undefined;
    if (value !== undefined) values[name] = value;
  }
  return { ...values, ...given };
}

interface Setting {
  readonly schemaVersion: string;
  readonly values: Values;
}

function stepOrder(plan: StepPlan, { schemaVersion, values }: Setting): StepOrder {
  const { key, action } = plan;
  const inputs = substitute(plan.inputs, values) as Record<string, unknown>;
  const { runCommand, workingDirectory, environment } = inputs;
  const preconditions = resolve(plan.precondition, values);
  return {
    key,
    action,
    script: `${textsOf(runCommand).join("\n")}\n`,
    workingDirectory: typeof workingDirectory === "string" ? workingDirectory : "",
    timeoutSeconds: timeoutSeconds(inputs["timeoutSeconds"]),
    environment: wantedEnvironment(environment),
    flow: plan.hasFlow ? readFlow(inputs) : NO_FLOW,
    refusal: refusalOf({ schemaVersion, action, key, preconditions }),
  };
}

function resolve(precondition: StepPlan["precondition"], values: Values): Preconditions {
  return Object.fromEntries(
    Object.entries(precondition).map(([operator, texts]) => [
      operator,
      texts.map((initial) => ({ initial, resolved: valueText(substitute(initial, values)) })),
    ]),
  );
}

/** Every text in a list, however deep. Source: pluginutil.ParseRunCommand. */
function textsOf(input: unknown): string[] {
  if (typeof input === "string") return [input];
  return Array.isArray(input) ? (input as unknown[]).flatMap(textsOf) : [];
}

function wantedEnvironment(wanted: unknown): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(isRecord(wanted) ? wanted : {})) {
    if (typeof value === "string") environment[name] = value;
  }
  return environment;
}

function workerOrder(
  content: SendCommandContent,
  { commandId, options }: DocumentPlace,
  steps: readonly StepOrder[],
): WorkerOrder | DocumentProblem {
  const longest = Math.max(...steps.map((step) => step.script.length));
  if (longest > options.scriptLengthMax) {
    return { problem: `script: expected at most ${options.scriptLengthMax}, found ${longest}` };
  }
  const { documentName, outputS3BucketName, outputS3KeyPrefix } = content;
  return { commandId, documentName, outputS3BucketName, outputS3KeyPrefix, steps };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
