import { Link } from "@tanstack/react-router";
import { DoorOpen, Tablet } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Interview } from "@/api/types";
import { Button, buttonLook } from "@/components/ui/button";

type Props = { interview: Interview; onInvite?: (id: string) => void; onClose: () => void };

/** After an interview was created: where to go from here. */
export function CreatedPanel({ interview, onInvite, onClose }: Props) {
  const { t } = useTranslation();
  // What nearly everybody wants next; the button that had the focus is gone.
  const first = useRef<HTMLAnchorElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <div data-testid="created" className="flex flex-col gap-5">
      <ul className="grid gap-3 sm:grid-cols-2">
        <li>
          <Link
            to="/interviews/$interviewId/room"
            params={{ interviewId: interview.id }}
            data-testid="open-room"
            ref={first}
            className={`${buttonLook("primary")} w-full`}
          >
            <DoorOpen aria-hidden />
            {t("desk.openRoom")}
          </Link>
          <p className="mt-1.5 text-sm text-quiet">{t("newInterview.roomHint")}</p>
        </li>
        {onInvite && (
          <li>
            <Button className="w-full" data-testid="invite" onClick={() => onInvite(interview.id)}>
              <Tablet aria-hidden />
              {t("desk.invite")}
            </Button>
            <p className="mt-1.5 text-sm text-quiet">{t("newInterview.kioskHint")}</p>
          </li>
        )}
      </ul>
      <div className="flex justify-end">
        <Button look="quiet" data-testid="created-close" onClick={onClose}>
          {t("newInterview.later")}
        </Button>
      </div>
    </div>
  );
}
