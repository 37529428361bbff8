package io.tandem.media.sdp;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the payload types of a section mean: names and clock rates, from {@code a=rtpmap} and the
 * static assignments (RFC 3551 §6). Events and comfort noise are left out: their timestamps say
 * nothing of jitter, and nobody asks for them as a call's codec.
 */
public final class PayloadTypes {
  /** Nothing agreed. */
  public static final PayloadTypes NONE = new PayloadTypes();

  private static final int COUNT = 128;
  private static final Map<Integer, String> STATIC =
      Map.ofEntries(
          Map.entry(0, "PCMU/8000"),
          Map.entry(3, "GSM/8000"),
          Map.entry(4, "G723/8000"),
          Map.entry(8, "PCMA/8000"),
          Map.entry(9, "G722/8000"),
          Map.entry(10, "L16/44100"),
          Map.entry(11, "L16/44100"),
          Map.entry(15, "G728/8000"),
          Map.entry(18, "G729/8000"),
          Map.entry(26, "JPEG/90000"),
          Map.entry(31, "H261/90000"),
          Map.entry(34, "H263/90000"));

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,7}");

  private final String[] names = new String[COUNT];
  private final int[] clockRates = new int[COUNT];
  private int first = -1;

  private PayloadTypes() {}

  /** Reads the section's formats; what is malformed stays unknown. */
  public static PayloadTypes of(MediaDescription section) {
    PayloadTypes types = new PayloadTypes();
    for (SdpLine line : section.lines()) {
      if (line.isAttribute() && line.attributeName().equals("rtpmap")) {
        String[] fields = SdpLine.BLANKS.split(line.attributeValue(), 2);
        if (fields.length == 2) {
          types.put(number(fields[0]), fields[1]);
        }
      }
    }
    for (String format : section.line().formats()) {
      int type = number(format);
      if (types.name(type).isEmpty() && STATIC.containsKey(type)) {
        types.put(type, STATIC.get(type));
      }
      if (types.first < 0 && !types.name(type).isEmpty()) {
        types.first = type;
      }
    }
    return types;
  }

  /**
   * Whether an answer takes something of what was offered (RFC 3264 §6.1): a payload type that both
   * have and neither calls otherwise, or a codec of the same name and clock rate.
   */
  static boolean haveCommon(MediaDescription offered, MediaDescription answered) {
    PayloadTypes theirs = of(offered);
    PayloadTypes mine = of(answered);
    for (String format : answered.line().formats()) {
      int type = number(format);
      boolean listed = offered.line().formats().contains(format);
      boolean named = listed && !mine.name(type).isEmpty() && !theirs.name(type).isEmpty();
      if (named ? mine.means(type, theirs, type) : listed || theirs.has(mine, type)) {
        return true;
      }
    }
    return false;
  }

  private boolean has(PayloadTypes other, int type) {
    for (int own = 0; own < COUNT; own++) {
      if (names[own] != null && means(own, other, type)) {
        return true;
      }
    }
    return false;
  }

  private boolean means(int own, PayloadTypes other, int type) {
    return name(own).equalsIgnoreCase(other.name(type))
        && clockRates[own] == other.clockRates[type];
  }

  /** The codec's name, empty for a type that is unknown or no codec. */
  public String name(int type) {
    String name = type < 0 || type >= COUNT ? null : names[type];
    return name == null ? "" : name;
  }

  /** Ticks of the timestamp a second, 0 for a type that is unknown or no codec. */
  public int clockRate(int type) {
    return clockRates[type];
  }

  /** The first codec by preference, empty if there is none. */
  public String preferred() {
    return name(first);
  }

  private void put(int type, String encoding) {
    String[] parts = encoding.strip().split("/");
    int rate = parts.length < 2 ? -1 : number(parts[1]);
    String name = parts[0].toUpperCase(Locale.ROOT);
    boolean codec = !name.equals("TELEPHONE-EVENT") && !name.equals("CN") && !name.equals("RED");
    if (type >= 0 && type < COUNT && rate > 0 && codec) {
      names[type] = parts[0];
      clockRates[type] = rate;
    }
  }

  private static int number(String text) {
    return NUMBER.matcher(text).matches() ? Integer.parseInt(text) : -1;
  }
}
