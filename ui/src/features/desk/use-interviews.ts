import { useQueries } from "@tanstack/react-query";
import { useState } from "react";

import { useApi } from "@/api/api-context";
import { type DeskFilter, deskPageQuery, PAGE_ROWS } from "@/api/desk";
import type { InterviewPage, InterviewRow } from "@/api/types";

export type Interviews = {
  /** The newest answer's counts; undefined before the first. */
  counts: InterviewPage["counts"] | undefined;
  /** Rows there are in all; undefined before the first answer to this filter. */
  total: number | undefined;
  /** The row at this place, once it has come. */
  row: (index: number) => InterviewRow | undefined;
  error: Error | null;
  retry: () => void;
};

/** The interviews that pass the filter; only the pages holding rows `first` to `last` are kept up to date. */
export function useInterviews(filter: DeskFilter, first: number, last: number): Interviews {
  const { client } = useApi();
  const firstPage = Math.floor(first / PAGE_ROWS);
  const lastPage = Math.max(firstPage, Math.floor(last / PAGE_ROWS));
  const pages = Array.from({ length: lastPage - firstPage + 1 }, (_, n) => firstPage + n);
  const answers = useQueries({
    queries: pages.map((page) => deskPageQuery(client, filter, page)),
  });
  // While a page further down is on its way, what the pages before said about all of them still holds.
  const [known, setKnown] = useState<{ filter: DeskFilter; page: InterviewPage } | null>(null);
  const newest = answers
    .filter(({ data }) => data !== undefined)
    .sort((a, b) => b.dataUpdatedAt - a.dataUpdatedAt)[0]?.data;
  if (newest && (known?.page !== newest || known.filter !== filter)) {
    setKnown({ filter, page: newest });
  }
  const page = newest ?? known?.page;
  return {
    counts: page?.counts,
    total: newest?.total ?? (known?.filter === filter ? known.page.total : undefined),
    row: (index) => {
      const place = Math.floor(index / PAGE_ROWS) - firstPage;
      return answers[place]?.data?.rows[index % PAGE_ROWS];
    },
    error: answers.find(({ error }) => error !== null)?.error ?? null,
    retry: () => {
      for (const { error, refetch } of answers) if (error !== null) void refetch();
    },
  };
}
