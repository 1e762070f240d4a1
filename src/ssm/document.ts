/**
 * What a document says, and the documents that AWS owns and every account finds: here the two that
 * run a script.
 *
 * Content is kept as the object that its JSON text is made from; the text's hash is computed by
 * whoever serves it. PowerShell is described, not run: nodes of ours are not Windows. AWS lists
 * AWS-RunPowerShellScript for Linux too, where PowerShell may have been installed; here it never is,
 * so it is refused before it could fail.
 *
 * Source: the CLI's example of get-document for AWS-RunShellScript. AWS-RunPowerShellScript is
 * taken to be its analogue (not checked against an answer of AWS).
 */
import type { DocumentParameterType, DocumentType, PlatformType } from "./document-type.ts";

/** A document that AWS owns. */
export interface BuiltInDocument {
  readonly name: string;
  readonly owner: "Amazon";
  readonly documentType: DocumentType;
  readonly documentVersion: string;
  /** As AWS lists them. */
  readonly platformTypes: readonly PlatformType[];
  /** The platforms whose nodes can be commanded by it. */
  readonly runsOn: readonly PlatformType[];
  readonly content: BuiltInContent;
}

/** A document's content: JSON whose known members have been checked. */
export interface DocumentContent {
  readonly schemaVersion: SchemaVersion;
  readonly description?: string;
  readonly parameters?: Readonly<Record<string, DocumentParameter>>;
  /** Schema 1.2: plugins by their names. */
  readonly runtimeConfig?: Readonly<Record<string, { readonly properties: unknown }>>;
  /** Schema 2.0 and 2.2. */
  readonly mainSteps?: readonly DocumentStep[];
}

/** Source: user guide, "Schemas, features, and examples", for documents of type Command. */
export const SCHEMA_VERSIONS = ["1.2", "2.0", "2.2"] as const;
export type SchemaVersion = (typeof SCHEMA_VERSIONS)[number];

/** A step as content has it; what else it says is the agent's business. */
export interface DocumentStep {
  readonly action: string;
  readonly name: string;
}

/** A parameter as a document's content declares it. */
export interface DocumentParameter {
  readonly type: DocumentParameterType;
  readonly description?: string;
  /** Of the parameter's type; one without has to be given. */
  readonly default?: unknown;
  readonly displayType?: string;
  readonly allowedValues?: readonly unknown[];
  readonly allowedPattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minChars?: number;
  readonly maxChars?: number;
}

/** The names of a document's steps, in order: what answers call plugins. */
export function stepNames({ mainSteps, runtimeConfig = {} }: DocumentContent): readonly string[] {
  return mainSteps?.map(({ name }) => name) ?? Object.keys(runtimeConfig);
}

/** The plugins that a document's steps call for, in order. */
export function stepActions({ mainSteps, runtimeConfig = {} }: DocumentContent): readonly string[] {
  return mainSteps?.map(({ action }) => action) ?? Object.keys(runtimeConfig);
}

/** Content of schema 1.2: parameters, and the inputs of one plugin. */
export interface BuiltInContent extends DocumentContent {
  readonly description: string;
  readonly parameters: Readonly<Record<string, DocumentParameter>>;
  readonly runtimeConfig: Readonly<Record<string, { readonly properties: readonly PluginInput[] }>>;
}

/** The inputs of a plugin; `{{ name }}` stands for a parameter. */
export interface PluginInput {
  readonly id: string;
  readonly runCommand: string;
  readonly workingDirectory: string;
  readonly timeoutSeconds: string;
}

/** Every built-in document, by its name. */
export const BUILT_IN_DOCUMENTS: ReadonlyMap<string, BuiltInDocument> = new Map(
  [
    builtIn("AWS-RunShellScript", "aws:runShellScript", {
      platformTypes: ["Linux", "MacOS"],
      runsOn: ["Linux", "MacOS"],
    }),
    builtIn("AWS-RunPowerShellScript", "aws:runPowerShellScript", {
      platformTypes: ["Windows", "Linux", "MacOS"],
      runsOn: ["Windows"],
    }),
  ].map((document) => [document.name, document]),
);

function builtIn(
  name: string,
  plugin: "aws:runShellScript" | "aws:runPowerShellScript",
  platforms: Pick<BuiltInDocument, "platformTypes" | "runsOn">,
): BuiltInDocument {
  const description =
    plugin === "aws:runShellScript"
      ? "Run a shell script or specify the commands to run."
      : "Run a PowerShell script or specify the paths to scripts to run.";
  return {
    name,
    owner: "Amazon",
    documentType: "Command",
    documentVersion: "1",
    ...platforms,
    content: scriptContent(plugin, description),
  };
}

function scriptContent(plugin: string, description: string): BuiltInContent {
  return {
    schemaVersion: "1.2",
    description,
    parameters: {
      commands: {
        type: "StringList",
        description: "(Required) Specify a script or a command to run.",
        minItems: 1,
        displayType: "textarea",
      },
      workingDirectory: {
        type: "String",
        default: "",
        description: "(Optional) The path to the working directory on your instance.",
        maxChars: 4096,
      },
      executionTimeout: {
        type: "String",
        default: "3600",
        description:
          "(Optional) The time in seconds for a command to complete before it is considered to " +
          "have failed. Default is 3600 (1 hour). Maximum is 172800 (48 hours).",
        allowedPattern:
          "([1-9][0-9]{0,4})|(1[0-6][0-9]{4})|(17[0-1][0-9]{3})|(172[0-7][0-9]{2})|(172800)",
      },
    },
    runtimeConfig: {
      [plugin]: {
        properties: [
          {
            id: `0.${plugin}`,
            runCommand: "{{ commands }}",
            workingDirectory: "{{ workingDirectory }}",
            timeoutSeconds: "{{ executionTimeout }}",
          },
        ],
      },
    },
  };
}
