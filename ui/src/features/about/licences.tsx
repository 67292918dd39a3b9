import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Loaded } from "@/components/loaded";

type Part = { name: string; version: string; licence: string };

/** Everything Candor is made of, with the licence of each part; fetched when it is opened. */
export function Licences() {
  const { t } = useTranslation();
  const parts = useQuery({
    queryKey: ["licences"],
    queryFn: async () => (await import("./licences.json")).default as Part[],
  });
  return (
    <section aria-labelledby="about-licences" className="flex flex-col gap-3">
      <h2 id="about-licences" className="text-lg font-semibold">
        {t("about.licences")}
      </h2>
      <p className="text-quiet">{t("about.licencesText")}</p>
      <Loaded query={parts}>
        {(all) => (
          <details className="rounded-xl border border-line">
            <summary className="px-4 py-3 font-medium" data-testid="show-licences">
              {t("about.parts", { count: all.length })}
            </summary>
            <div className="max-h-96 overflow-auto border-t border-line" tabIndex={0}>
              <table className="w-full text-left text-sm">
                <thead className="sticky top-0 bg-raised">
                  <tr>
                    <th className="px-4 py-2 font-medium">{t("about.part")}</th>
                    <th className="px-4 py-2 font-medium">{t("about.version")}</th>
                    <th className="px-4 py-2 font-medium">{t("about.licence")}</th>
                  </tr>
                </thead>
                <tbody>
                  {all.map(({ name, version, licence }) => (
                    <tr key={`${name} ${version}`} className="border-t border-line">
                      <td className="px-4 py-1.5">{name}</td>
                      <td className="px-4 py-1.5 tabular-nums">{version}</td>
                      <td className="px-4 py-1.5">{licence}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </details>
        )}
      </Loaded>
    </section>
  );
}
