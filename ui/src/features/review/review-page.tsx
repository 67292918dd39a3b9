import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { interviewQuery } from "@/api/queries";
import { waveformQuery } from "@/api/review";
import { EraseHost } from "@/components/erase-host";
import { Loaded } from "@/components/loaded";

import { Heading } from "./heading";
import type { ReviewSearch } from "./review-search";
import { Workbench } from "./workbench";

type Props = { interviewId: string; search?: ReviewSearch };

/** What an interview brought: the words in step with the sound, and everything added to them. */
export function ReviewPage({ interviewId, search = {} }: Props) {
  const { t } = useTranslation();
  const { client } = useApi();
  const detail = useQuery(interviewQuery(client, interviewId));
  const waveform = useQuery(waveformQuery(client, interviewId));
  return (
    <EraseHost>
      <Loaded query={detail}>
        {(found) => (
          <div data-wide className="flex min-h-[calc(100dvh-9.75rem)] flex-col gap-5">
            <Heading detail={found} />
            {found.interview.erased_at != null ? (
              <p className="text-quiet">{t("review.erased")}</p>
            ) : (
              <Workbench
                key={interviewId}
                detail={found}
                durationMs={waveform.data?.duration_ms ?? 0}
                search={search}
              />
            )}
          </div>
        )}
      </Loaded>
    </EraseHost>
  );
}
