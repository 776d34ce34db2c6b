/** Which picture of index.html's sprite belongs to which icon name of the API; a name that is a picture itself is not listed. */

/** @type {Record<string, string>} */
const PICTURES = {
  reference: "number", pass_on: "send", keep: "back", erase: "trash", revoke: "lock", another_concern: "renew", my_status: "clock",
  help_for_me: "help", go_on: "skip", information: "info", full: "person", email: "mail", chat_only: "message",
  call_and_message: "phone", call_only: "phone", write_only: "message", private: "lock", shared: "people", none: "no",
  jobcenter: "work", sozialamt: "benefits", abh: "residence_permit", bamf: "asylum_procedure", court: "letter",
  landlord: "housing", other: "unknown", any: "calendar", morning: "everyday", afternoon: "everyday", evening: "moon",
  // what keeps somebody from coming, who interprets, what may come back
  interpreter: "speak", childcare: "kindergarten", accompaniment: "people", fare: "benefits", reading: "letter",
  woman: "person", man: "person", later: "clock", no_answer: "skip", yes_without: "yes", agreement: "yes", add_more: "message",
  // who helps already, who pays
  kim: "person", jmd: "people", mbe: "people", jobcenter_fallmanagement: "work", jugendamt: "family",
  asylblg: "benefits", sgb2: "benefits", alg1: "benefits", sgb12: "benefits",
  // papers for the stay: a folded paper, or a card
  aufenthaltsgestattung: "asylum_procedure", duldung: "asylum_procedure", refugee_25_1_2a: "residence_permit",
  subsidiary_25_2b: "residence_permit", temp_protection_24: "residence_permit", eu_citizen: "passport",
  skilled_worker: "work", student_16: "training", niederlassung: "residence_permit", spaetaussiedler: "passport",
  asylum_not_registered: "hourglass", none_undocumented: "no",
  health_general: "health", family_reunification: "family", do_not_know: "unknown",
  // the second list of concerns
  more_topics: "unknown", health_insurance: "insurance", mental_health: "mind", disability: "wheelchair", addiction: "bottle",
  labour_rights: "scales", child_benefit: "benefits", parenting: "family", registration: "stamp", naturalisation: "passport",
  discrimination: "unequal", return: "plane", leisure: "ball",
  // for whom, where, the children's places, what a citizen of the EU does here
  self: "person", parent: "people", "lives_in.private": "housing", state_reception: "bed", municipality: "people",
  youth_welfare: "family", all_have: "school", some_missing: "hourglass",
  worker: "work", self_employed: "shop", retained: "clock", permanent_5y: "calendar", family_of_worker: "family",
  jobseeker: "search",
};

/**
 * @param {string|null|undefined} name as the API gives it: `needs.work`, `yes`; one word may have two meanings
 * @returns {string|null} the id of a symbol on the page, null where there is no fitting picture
 */
export function symbol(name) {
  const full = name || "";
  const short = full.split(".").pop() || "";
  const id = `i-${PICTURES[full] || PICTURES[short] || short}`;
  return short && document.getElementById(id) ? id : null;
}
