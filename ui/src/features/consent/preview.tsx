import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { useApi } from "@/api/api-context";
import { type ConsentTexts } from "@/api/consent";
import { unwrap } from "@/api/problem";
import type { Language } from "@/api/types";
import { Loaded } from "@/components/loaded";

import { Sections } from "./sections";

type Props = { texts: ConsentTexts; language: Language };

/** The words as a candidate would read them, with what is entered about the organisation. */
export function Preview({ texts, language }: Props) {
  const { client } = useApi();
  const query = useQuery({
    queryKey: ["consent-preview", texts, language],
    queryFn: () =>
      unwrap(client.POST("/api/v1/consent-texts/preview", { body: { texts, language } })),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  return (
    <div lang={language} data-testid="consent-preview" className="rounded-xl bg-raised px-5 py-4">
      <Loaded query={query}>{(sections) => <Sections sections={sections} level={3} />}</Loaded>
    </div>
  );
}
