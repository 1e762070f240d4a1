/** The page that a call asks for, out of its input. */
import type { PageRequest } from "../controller/page.ts";
import { PAGE_DEFAULT } from "../ssm/limit.ts";

interface PagedInput {
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

/**
 * The page request of an input; a token is good for this operation with these filters only.
 *
 * Source: API reference, MaxResults; where it names no default, 50 is our choice.
 */
export function pageRequest(
  operation: string,
  input: PagedInput,
  order: PageRequest["order"],
  pageDefault = PAGE_DEFAULT,
): PageRequest {
  const { MaxResults: maxResults = pageDefault, NextToken: nextToken, ...filters } = input;
  return { list: operation + JSON.stringify(filters), order, maxResults, nextToken };
}

/** The member NextToken, which the last page does not have. */
export function nextTokenMember(nextToken: string | undefined): { readonly NextToken?: string } {
  return nextToken === undefined ? {} : { NextToken: nextToken };
}
