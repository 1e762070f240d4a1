/** DescribeInstanceInformation, with either of its two kinds of filters. */
import { describeNodes } from "../../controller/describe-nodes.ts";
import type { NodeFilter } from "../../controller/describe-nodes.ts";
import type { StepContext } from "../../controller/step-context.ts";
import { apiError } from "../../ssm/error.ts";
import { DESCRIBE_INSTANCE_INFORMATION_PAGE_DEFAULT } from "../../ssm/limit.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { answer, refuse } from "../operation-handler.ts";
import type { Outcome } from "../operation-handler.ts";
import { nextTokenMember, pageRequest } from "../page-request.ts";
import { renderNode } from "../render-node.ts";

type Input = InputOf<"DescribeInstanceInformation">;

export function answerDescribeInstanceInformation(
  { controller }: StepContext,
  input: Input,
): Outcome {
  const filters = readFilters(input);
  // Source: API reference, Filters ("you can't use both"); the code is our choice.
  if (filters === undefined) return refuse(apiError("InvalidFilterKey"));
  const pageDefault = DESCRIBE_INSTANCE_INFORMATION_PAGE_DEFAULT;
  const request = pageRequest("DescribeInstanceInformation", input, "oldestFirst", pageDefault);
  const page = describeNodes(controller, filters, request);
  if ("code" in page) return refuse(page);
  const { epochMs } = controller.options;
  return answer({
    InstanceInformationList: page.entries.map((node) => renderNode(node, epochMs)),
    ...nextTokenMember(page.nextToken),
  });
}

function readFilters(input: Input): readonly NodeFilter[] | undefined {
  const { InstanceInformationFilterList: older = [], Filters: newer = [] } = input;
  if (older.length > 0 && newer.length > 0) return undefined;
  return [
    ...older.map(({ key, valueSet: values }) => ({ key, values })),
    ...newer.map(({ Key: key, Values: values }) => ({ key, values })),
  ];
}
