package io.tandem.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Makes wrong messages of right ones. The message with one number is always the same for one seed,
 * whatever came before.
 */
final class Mutator {
  /** What fits into a datagram. */
  static final int LONGEST = 65_507;

  private static final long STRIDE = 0x9e3779b97f4a7c15L;
  private static final int MOST_CHANGES = 6;
  private static final List<String> NASTY =
      List.of(
          "",
          "\r\n",
          "\r\n ",
          "\r\n\r\n",
          "\0",
          "\n",
          "\r",
          "\t",
          "\"",
          "\\",
          "\\\"",
          "<",
          ">",
          ";",
          ",",
          "=",
          "?",
          "&",
          "%",
          "%00",
          "%zz",
          "@",
          ":",
          "[",
          "]",
          "[::1]",
          "*",
          "-1",
          "0",
          "4294967296",
          "18446744073709551616",
          "99999999999999999999",
          "0x7f",
          "1e9",
          "SIP/3.0",
          "SIP/2.0/",
          "sip:",
          "sips:",
          "tel:+1",
          "urn:service:sos",
          "ACK",
          "CANCEL",
          "z9hG4bK",
          ";lr",
          ";maddr=192.0.2.1",
          ";received=x",
          ";rport=x",
          ";rport=99999",
          ";tag=",
          ";q=2",
          ";expires=-5",
          "Via: SIP/3.0/UDP x\r\n",
          "Via: \r\n",
          "Content-Length: 99999\r\n",
          "l: 1\r\n",
          "Content-Encoding: gzip\r\n",
          "Require: x\r\n",
          "m=audio 0 RTP/AVP\r\n",
          "a=rtpmap:999 x/0\r\n",
          "c=IN IP6 ::\r\n",
          "--edge\r\n",
          "--edge--",
          "\u00fc",
          "\ud83d\ude00",
          "\ufeff",
          "\u2028",
          "utf8''%ff");

  private final List<byte[]> corpus;
  private final long seed;

  Mutator(List<byte[]> corpus, long seed) {
    this.corpus = corpus;
    this.seed = seed;
  }

  /** The message of that number. */
  byte[] message(long number) {
    var random = random(number);
    byte[] message = corpus.get(random.nextInt(corpus.size()));
    int changes = random.nextInt(MOST_CHANGES);
    for (int i = 0; i < changes; i++) {
      message = change(message, random);
    }
    return message.length <= LONGEST ? message : Arrays.copyOf(message, LONGEST);
  }

  /** What else is decided by chance for that message, in the same way each time. */
  Random random(long number) {
    return new Random(seed ^ number * STRIDE);
  }

  private byte[] change(byte[] message, Random random) {
    int from = random.nextInt(message.length + 1);
    int to = Math.min(message.length, from + 1 + random.nextInt(random.nextBoolean() ? 4 : 80));
    return switch (random.nextInt(11)) {
      case 0 -> flipped(message, random);
      case 1 -> spliced(message, from, to, new byte[0]);
      case 2 -> spliced(message, to, to, Arrays.copyOfRange(message, from, to));
      case 3 -> spliced(message, from, from, noise(random));
      case 4 -> spliced(message, from, to, nasty(random));
      case 5 -> spliced(message, from, from, nasty(random));
      case 6 -> withLines(message, random);
      case 7 -> withAnother(message, from, random);
      case 8 -> Arrays.copyOf(message, from);
      case 9 ->
          random.nextInt(4) == 0 ? grown(message, from, to, random) : flipped(message, random);
      default -> withNumber(message, random);
    };
  }

  private static byte[] spliced(byte[] message, int from, int to, byte[] between) {
    byte[] changed = new byte[from + between.length + message.length - to];
    System.arraycopy(message, 0, changed, 0, from);
    System.arraycopy(between, 0, changed, from, between.length);
    System.arraycopy(message, to, changed, from + between.length, message.length - to);
    return changed;
  }

  private static byte[] flipped(byte[] message, Random random) {
    if (message.length == 0) {
      return message;
    }
    byte[] changed = message.clone();
    int times = 1 + random.nextInt(4);
    for (int i = 0; i < times; i++) {
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return changed;
  }

  private static byte[] noise(Random random) {
    byte[] noise = new byte[1 + random.nextInt(40)];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] nasty(Random random) {
    return NASTY.get(random.nextInt(NASTY.size())).getBytes(StandardCharsets.UTF_8);
  }

  /** A line doubled, dropped or moved. */
  private static byte[] withLines(byte[] message, Random random) {
    String[] lines = latin1(message).split("(?<=\r\n)");
    int one = random.nextInt(lines.length);
    int other = random.nextInt(lines.length);
    String kept = lines[one];
    switch (random.nextInt(3)) {
      case 0 -> lines[one] = "";
      case 1 -> lines[one] = kept + kept;
      default -> {
        lines[one] = lines[other];
        lines[other] = kept;
      }
    }
    return String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Its beginning with the end of another. */
  private byte[] withAnother(byte[] message, int from, Random random) {
    byte[] other = corpus.get(random.nextInt(corpus.size()));
    int start = random.nextInt(other.length + 1);
    return spliced(message, from, message.length, Arrays.copyOfRange(other, start, other.length));
  }

  /** A piece of it, again and again, to tens of kilobytes: what is not linear shows itself. */
  private static byte[] grown(byte[] message, int from, int to, Random random) {
    byte[] piece = random.nextBoolean() ? Arrays.copyOfRange(message, from, to) : nasty(random);
    if (piece.length == 0) {
      return message;
    }
    int room = LONGEST - message.length;
    int times = Math.max(1, (random.nextInt(4) == 0 ? room : room / 4) / piece.length);
    byte[] many = new byte[times * piece.length];
    for (int i = 0; i < many.length; i++) {
      many[i] = piece[i % piece.length];
    }
    return spliced(message, from, from, many);
  }

  private static byte[] withNumber(byte[] message, Random random) {
    String text = latin1(message);
    int at = random.nextInt(text.length() + 1);
    while (at < text.length() && !isDigit(text.charAt(at))) {
      at++;
    }
    int end = at;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    String number = random.nextBoolean() ? "" + random.nextLong() : "9".repeat(random.nextInt(30));
    return spliced(message, at, end, number.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static String latin1(byte[] message) {
    return new String(message, StandardCharsets.ISO_8859_1);
  }
}
