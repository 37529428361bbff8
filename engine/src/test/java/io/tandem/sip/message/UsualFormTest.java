package io.tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read the short way is what the whole grammar makes of it. */
class UsualFormTest {
  private static final List<String> NAMES =
      List.of(
          "",
          "Alice ",
          "Bob Smith ",
          "\"Alice\" ",
          "\"Bob  Smith\"",
          "\"\" ",
          "\" a\" ",
          "\"a \" ",
          "\"A, <b>; c@d\" ",
          "\"a\\\"b\" ",
          "a.b-c_d+1",
          "a  b ",
          " ",
          "Zoë ",
          "\"Zoë\" ",
          "sip ",
          "a!b ",
          "\"%41\" ",
          "\"tab\there\" ",
          "a,b ",
          "a:b ",
          "\"'`{|}\" ",
          "a <b> ");

  private static final List<String> URIS =
      List.of(
          "sip:1001@acme.test",
          "sip:acme.test",
          "sips:b@h",
          "sip:1@192.0.2.10:5060",
          "SIP:1@h",
          "sip:1@h;transport=udp",
          "sip:1@h;transport=UDP;lr",
          "sip:1@h;lr=on;ob",
          "sip:1@H",
          "sip:+49-30.1_2@h;user=phone",
          "sip:+4930@h;user=phone",
          "sip:a:b@h",
          "sip:a%20b@h",
          "sip:1@[2001:db8::1]:5060",
          "sip:[::1]",
          "sip:[1]",
          "sip:[::g]",
          "sip:1@h:0",
          "sip:1@h:",
          "sip:1@h:05060",
          "sip:1@h:65535",
          "sip:1@h:65536",
          "sip:1@h:999999",
          "sip:1@-h",
          "sip:h-",
          "sip:.h",
          "sip:h.",
          "sip:a..b",
          "sip:1@h?a=b",
          "sip:1@h;x=y?a=b",
          "tel:+4930",
          "sip:",
          "sip:@h",
          "sip:1@",
          "sip:1@h;",
          "sip:1@h;;lr",
          "sip:1@h;lr;lr",
          "sip:1@h;lr;LR=1",
          "sip:1@h;x=",
          "sip:1@h;=x",
          "sip:1@h;maddr=192.0.2.1;ttl=15",
          "sip:1@h;method=INVITE",
          "sip:#1@h",
          "sip:*72@h",
          "sip:a=b@h",
          "sip:1@h_1",
          "sip:1.h",
          "sip:1@1",
          "sip:1@h;a=%41",
          "http://h/x",
          "*",
          "sip:1@h;gr=urn~1!*",
          "sip:1@h;transport=tls;transport=tcp",
          "sip:1@h;ltag;tag=1",
          "sip:1@a.b.c:1;p.q-r_s=+1",
          "sip:a@b@c",
          "sip:1 @h",
          "sip: 1@h");

  private static final List<String> PARAMETERS =
      List.of(
          "",
          ";tag=1",
          ";tag=A-b.c_d~e",
          ";TAG=1",
          ";tag",
          ";tag=",
          ";",
          ";;",
          " ;tag=1",
          ";tag =1",
          ";tag= 1",
          ";expires=300;q=0.5",
          ";q=0.5;Expires=1",
          ";+sip.instance=\"<urn:uuid:1>\"",
          ";+sip.instance=\"\"",
          ";a=\"b\\\"c\"",
          ";a=\"b\"c",
          ";a=\"b",
          ";a=b;a=c",
          ";a;a",
          ";a=\"b\";c",
          ";a=[::1]",
          ";a=b:c",
          ";a=b c",
          ";a=b,c",
          "x",
          " x",
          ";a=é",
          ";a=%41",
          ";reg-id=1;ob",
          ";a=\" b \"",
          ";a='b'",
          ";a=b!c*d",
          ";tag=1;",
          ";a=\"x,y;z\"",
          ";lr",
          "?a=b",
          ">",
          "\t;a=b");

  private static final List<String> TRANSPORTS =
      List.of(
          "SIP/2.0/UDP ",
          "SIP/2.0/tcp ",
          "SIP/2.0/TLS-SCTP ",
          "sip/2.0/UDP ",
          "SIP/3.0/UDP ",
          "SIP / 2.0 / UDP ",
          "SIP/2.0/UDP  ",
          "SIP/2.0/UDP\t",
          "SIP/2.0/ ",
          "SIP/2.0/a.b+c_d ",
          "SIP/2.0/WS ",
          "XSIP/2.0/UDP ",
          "SIP/2.0/UDP",
          "SIP/2.0/a!b ");

  private static final List<String> HOPS =
      List.of(
          "h",
          "192.0.2.10:5060",
          "[2001:db8::1]:5060",
          "[::1]",
          "[1]",
          "H",
          "h:",
          "h:0",
          "h:65536",
          "a-b.c",
          "a_b",
          "-h",
          "h-",
          "h.",
          "2001:db8::1",
          "",
          "h :5060",
          "h (comment)",
          "h, SIP/2.0/UDP i");

  private static final List<String> HOP_PARAMETERS =
      List.of(
          "",
          ";branch=z9hG4bK776asdhds",
          ";branch=z9hG4bK-1.2_3~4+5*6!;rport",
          ";rport;branch=b",
          ";branch=b;rport=4000;received=192.0.2.1",
          ";received=[::1]",
          ";received=::1",
          ";received=h",
          ";rport=0",
          ";rport=",
          ";rport=x",
          ";rport=70000",
          ";rport=05060",
          ";branch",
          ";branch=",
          ";branch=\"a b\"",
          ";branch=\"ab\"",
          ";Branch=b",
          ";branch=a;branch=b",
          ";alias",
          ";ttl=16;maddr=224.2.0.1",
          ";maddr=h",
          ";ttl=x",
          ";ttl=999",
          ";x=\"a\"",
          " ;branch=b",
          ";branch=z9hG4bK%41",
          ";keep;branch=b",
          ";sigcomp-id=\"<urn:uuid:1>\"",
          ";received=a.b-c",
          ";comp=sigcomp",
          ";i=1 ",
          ";",
          ";branch=a,b",
          ";hidden");

  @Test
  void readsAddressesAsTheGrammarDoes() {
    int read = compare(addresses(), UsualForm::address, HeaderGrammar::anyAddress);
    assertThat(read).isGreaterThan(2_000);
  }

  @Test
  void readsViaAsTheGrammarDoes() {
    int read = compare(vias(), UsualForm::via, HeaderGrammar::anyVia);
    assertThat(read).isGreaterThan(400);
  }

  @Test
  void readsChangedAddressesAsTheGrammarDoes() {
    var values = changed(addresses(), UsualForm::address, new Random(3261));
    int read = compare(values, UsualForm::address, HeaderGrammar::anyAddress);
    assertThat(read).isGreaterThan(2_000);
  }

  @Test
  void readsChangedViasAsTheGrammarDoes() {
    var values = changed(vias(), UsualForm::via, new Random(3581));
    int read = compare(values, UsualForm::via, HeaderGrammar::anyVia);
    assertThat(read).isGreaterThan(2_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Alice\" <sip:1001@acme.test>;tag=0a1b",
        "<sip:1001@192.0.2.10:5060;transport=udp;ob>;expires=300;+sip.instance=\"<urn:uuid:1>\"",
        "Bob Smith <sips:bob@acme.test>",
        "sip:1001@acme.test;tag=1",
        "<sip:192.0.2.7;lr>",
        "<sip:1@[2001:db8::1]:5060>"
      })
  void readsWhatPhonesSend(String address) {
    assertThat(UsualForm.address(address)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SIP/2.0/UDP 192.0.2.10:5060;rport;branch=z9hG4bK776asdhds",
        "SIP/2.0/TCP phone.acme.test;branch=z9hG4bK1;received=192.0.2.1;rport=40000;alias",
        "SIP/2.0/UDP [2001:db8::1]:5060;branch=z9hG4bK1"
      })
  void readsWhatHopsNote(String via) {
    assertThat(UsualForm.via(via)).isNotNull();
  }

  /** How many of {@code values} are read the short way, each as {@code grammar} reads it. */
  private static <T> int compare(
      List<String> values, Function<String, T> usual, Function<String, T> grammar) {
    int read = 0;
    for (String value : values) {
      T result = usual.apply(value);
      if (result != null) {
        assertSame(value, result, grammar.apply(value));
        read++;
      }
    }
    return read;
  }

  private static void assertSame(String value, Object result, Object expected) {
    assertThat(result).as(value).isEqualTo(expected).hasToString(expected.toString());
    if (result instanceof NameAddress address) {
      assertThat(SipUri.parse(address.uri())).as(value).isNotNull();
      assertThat(List.copyOf(address.parameters().keySet()))
          .as(value)
          .isEqualTo(List.copyOf(((NameAddress) expected).parameters().keySet()));
    }
  }

  private static List<String> addresses() {
    var values = new ArrayList<String>();
    for (String uri : URIS) {
      for (String parameters : PARAMETERS) {
        values.add(uri + parameters);
        NAMES.forEach(name -> values.add(name + "<" + uri + ">" + parameters));
      }
    }
    return values;
  }

  private static List<String> vias() {
    var values = new ArrayList<String>();
    for (String transport : TRANSPORTS) {
      for (String hop : HOPS) {
        HOP_PARAMETERS.forEach(parameters -> values.add(transport + hop + parameters));
      }
    }
    return values;
  }

  /** Variations of what is read the short way: some leave it, others hardly. */
  private static List<String> changed(
      List<String> values, Function<String, ?> usual, Random random) {
    var read = values.stream().filter(value -> usual.apply(value) != null).toList();
    return IntStream.range(0, 20_000)
        .mapToObj(i -> changed(read.get(random.nextInt(read.size())), random))
        .toList();
  }

  /** With one to three characters dropped, doubled, exchanged or put in. */
  private static String changed(String text, Random random) {
    var changed = new StringBuilder(text);
    for (int left = 1 + random.nextInt(3); left > 0 && changed.length() > 0; left--) {
      int at = random.nextInt(changed.length());
      switch (random.nextInt(4)) {
        case 0 -> changed.deleteCharAt(at);
        case 1 -> changed.insert(at, changed.charAt(at));
        case 2 -> changed.setCharAt(at, (char) (' ' + random.nextInt(95)));
        default -> changed.insert(at, "<>\"; :,@=?%()[]\\/\tA0é".charAt(random.nextInt(21)));
      }
    }
    return changed.toString();
  }
}
