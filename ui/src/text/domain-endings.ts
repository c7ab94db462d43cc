/**
 * Endings by which a bare domain is known as one: those of the countries (ISO 3166 and `eu`, `su`, `uk`) and the ones
 * for everybody that shops, apps and services have. A longer list would make links of file names and lost spaces.
 */
const countries =
  "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd " +
  "cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge gf " +
  "gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km " +
  "kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz " +
  "na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg " +
  "sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc " +
  "ve vg vi vn vu wf ws ye yt za zm zw";

const general =
  "com net org edu gov mil int info biz name pro mobi jobs travel coop museum aero app dev page web cloud online site " +
  "website store shop shopping blog news live tech digital agency group company global world life style fashion beauty " +
  "health care clinic pharmacy food menu delivery express market sale deals promo club vip social chat email link click " +
  "help support services solutions systems software studio design art photo video media tv fm games bank finance money " +
  "pay cash insurance legal law academy school education university events tours hotel restaurant cafe coffee pizza bar " +
  "beer wine house homes properties construction auto cars bike fit yoga pet baby kids gift jewelry shoes boutique " +
  "xyz top icu one space today zone city lat rio";

const known = new Set(`${countries} ${general}`.split(" "));

/** `ending` in lower case, without a dot. */
export function isDomainEnding(ending: string): boolean {
  return known.has(ending);
}
