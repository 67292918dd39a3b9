import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import type { Client } from "./client";
import { unwrap } from "./problem";
import { keys } from "./queries";
import type { InterviewStatus, Language } from "./types";

/** Which interviews the desk shows; what is null, empty or false does not matter. */
export type DeskFilter = {
  statuses: InterviewStatus[];
  /** Words of candidate, number, position or description. */
  text: string;
  positionId: string | null;
  language: Language | null;
  /** Latest step at this moment or later, UTC milliseconds. */
  from: number | null;
  /** Latest step before this moment. */
  before: number | null;
  humanRequested: boolean;
  withdrawn: boolean;
  deleted: boolean;
};

/** Interviews fetched at a time. */
export const PAGE_ROWS = 50;

/** One page of the desk, the latest interviews first. */
export const deskPageQuery = (client: Client, filter: DeskFilter, page: number) =>
  queryOptions({
    queryKey: [...keys.interviews, filter, page],
    queryFn: () =>
      unwrap(
        client.GET("/api/v1/interviews", {
          params: {
            query: {
              ...(filter.statuses.length > 0 && { status: filter.statuses.join(",") }),
              ...(filter.text.trim() !== "" && { text: filter.text }),
              ...(filter.positionId !== null && { position_id: filter.positionId }),
              ...(filter.language !== null && { language: filter.language }),
              ...(filter.from !== null && { from: filter.from }),
              ...(filter.before !== null && { before: filter.before }),
              ...(filter.humanRequested && { human_requested: true }),
              ...(filter.withdrawn && { withdrawn: true }),
              ...(filter.deleted && { deleted: true }),
              limit: PAGE_ROWS,
              offset: page * PAGE_ROWS,
            },
          },
        }),
      ),
  });

/** Interviews found at a time. */
const FOUND_ROWS = 10;
/** Hits of one interview fetched at a time. */
const HIT_ROWS = 50;

/** Search over everything, page by page. Asked anew each time: what is said meanwhile is found, too. */
export const searchQuery = (client: Client, q: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.search, q],
    queryFn: ({ pageParam }) =>
      unwrap(
        client.GET("/api/v1/search", {
          params: { query: { q, limit: FOUND_ROWS, offset: pageParam } },
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const shown = pages.length * FOUND_ROWS;
      return shown < last.total_interviews ? shown : null;
    },
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

/** Every hit in one interview, page by page. */
export const hitsQuery = (client: Client, q: string, interview: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.search, q, interview],
    queryFn: ({ pageParam }) =>
      unwrap(
        client.GET("/api/v1/search", {
          params: { query: { q, interview, limit: HIT_ROWS, offset: pageParam } },
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const shown = pages.length * HIT_ROWS;
      return shown < last.total_hits ? shown : null;
    },
    staleTime: 0,
  });
