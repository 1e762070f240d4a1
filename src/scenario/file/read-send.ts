/**
 * A `send` of a file as the request of SendCommand, with names for ids.
 */
import { validate } from "../../api/validate.ts";
import { checkDocument } from "../../controller/check-document.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { INSTANCE_IDS_MAX } from "../../ssm/limit.ts";
import type { SendAction } from "../scenario.ts";
import type { Path } from "./path.ts";
import type { KnownDocuments } from "./read-documents.ts";
import type { Surroundings } from "./read-event.ts";
import type { Reading } from "./reading.ts";
import type { SendForm } from "./send-form.ts";

const DEFAULT_DOCUMENT = "AWS-RunShellScript";
/** Source: API reference, SendCommand, TimeoutSeconds. */
const TIMEOUT_SECONDS = { min: 30, max: 2_592_000 };
/** Source: the parameter executionTimeout of AWS-RunShellScript. */
const EXECUTION_SECONDS = { min: 1, max: 172_800 };

/** What a send knows beside that. */
export interface SendSurroundings extends Surroundings {
  readonly documents: KnownDocuments;
}

export function readSend(form: SendForm, path: Path, around: SendSurroundings): SendAction {
  const { reading, documents } = around;
  const document = form.document ?? DEFAULT_DOCUMENT;
  const what = "the name of a document that runs on Linux";
  reading.checkName([...path, "document"], what, document, documents.names);
  const timeout = seconds(form.timeout, [...path, "timeout"], TIMEOUT_SECONDS, reading);
  const request = {
    DocumentName: document,
    ...addressesOf(form, path, around),
    Parameters: parametersOf(form, path, reading),
    ...(timeout === undefined ? {} : { TimeoutSeconds: timeout }),
    ...(form.maxConcurrency === undefined ? {} : { MaxConcurrency: form.maxConcurrency }),
    ...(form.maxErrors === undefined ? {} : { MaxErrors: form.maxErrors }),
    ...(form.comment === undefined ? {} : { Comment: form.comment }),
  };
  checkRequest(request, path, around);
  return { do: "send", as: form.as, request };
}

function addressesOf(form: SendForm, path: Path, { reading, names }: Surroundings) {
  if (form.nodes !== undefined) {
    const where = [...path, "nodes"];
    const InstanceIds = names.expand(form.nodes, where);
    if (InstanceIds.length > INSTANCE_IDS_MAX) {
      const expected = `at most ${INSTANCE_IDS_MAX} nodes by name (for more: targets)`;
      reading.refuse(where, expected, String(InstanceIds.length));
    }
    return { InstanceIds };
  }
  const targets = Object.entries(form.targets ?? {});
  return { Targets: targets.map(([Key, Values]) => ({ Key, Values })) };
}

function parametersOf(form: SendForm, path: Path, reading: Reading) {
  const { commands, parameters = {} } = form;
  if (commands !== undefined && parameters["commands"] !== undefined) {
    reading.refuse([...path, "parameters", "commands"], "commands once", "them twice");
  }
  const where = [...path, "executionTimeout"];
  const timeout = seconds(form.executionTimeout, where, EXECUTION_SECONDS, reading);
  return {
    ...parameters,
    ...(commands === undefined ? {} : { commands }),
    ...(timeout === undefined ? {} : { executionTimeout: [String(timeout)] }),
  };
}

function seconds(
  ms: number | undefined,
  path: Path,
  { min, max }: { readonly min: number; readonly max: number },
  reading: Reading,
): number | undefined {
  if (ms === undefined) return undefined;
  const whole = ms / 1_000;
  if (Number.isInteger(whole) && whole >= min && whole <= max) return whole;
  reading.refuse(path, `whole seconds, ${min}s..${max}s`);
  return undefined;
}

/** What SendCommand would refuse is refused here; names are no ids yet. */
function checkRequest(
  request: Pick<InputOf<"SendCommand">, "DocumentName" | "Parameters">,
  path: Path,
  { reading, documents: { controller } }: SendSurroundings,
): void {
  const validation = validate("SendCommand", { ...request, InstanceIds: [] });
  if (!validation.ok) {
    reading.refuse(path, "what SendCommand takes", validation.message);
    return;
  }
  const { DocumentName: documentName, Parameters: parameters = {} } = request;
  const wish = { documentName, documentVersion: "", parameters };
  const document = checkDocument(controller, wish, undefined);
  // That there is no such document is said of its name.
  if (!("code" in document) || document.code === "InvalidDocument") return;
  reading.refuse(path, "what SendCommand takes", `${document.code}: ${document.message}`);
}
