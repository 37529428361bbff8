package io.tandem.node;

import io.tandem.settings.HostAndPort;
import io.tandem.settings.SettingsReader;
import io.tandem.sip.message.ParserLimits;
import io.tandem.sip.transaction.SipStackSettings;
import io.tandem.sip.transaction.TimerSettings;
import io.tandem.sip.transport.ConnectionLimits;
import io.tandem.sip.transport.HostPort;
import io.tandem.sip.transport.ListenerSettings;
import io.tandem.sip.transport.StreamLimits;
import io.tandem.sip.transport.Transport;
import io.tandem.sip.transport.TransportSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The section {@code tandem.sip}.
 *
 * @param stack the SIP stack's settings
 * @param loops event loops for SIP and RTP, at least 1
 */
record SipSection(SipStackSettings stack, int loops) {
  private static final Duration MS = Duration.ofMillis(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MEBIBYTE = 1 << 20;

  static SipSection read(SettingsReader reader) {
    int loops = reader.integer("loops", 0, 1024);
    return new SipSection(
        new SipStackSettings(
            transport(reader),
            messages(reader.section("message")),
            timers(reader),
            reader.integer("max-server-transactions", 1, Integer.MAX_VALUE),
            reader.integer("max-transactions-per-tenant", 1, Integer.MAX_VALUE),
            reader.integer("max-transactions-per-call", 1, 10_000),
            reader.integer("max-unproven", 1, 1_000_000),
            reader.integer("max-lingering-transactions", 1, Integer.MAX_VALUE),
            reader.duration("retry-after", Duration.ofSeconds(1), Duration.ofHours(1)),
            reader.integer("max-waiting", 1, Integer.MAX_VALUE)),
        loops == 0 ? Runtime.getRuntime().availableProcessors() : loops);
  }

  private static TimerSettings timers(SettingsReader reader) {
    var t1 = reader.duration("t1", MS, MINUTE);
    var t2 = reader.duration("t2", MS, MINUTE);
    if (t2.compareTo(t1) < 0) {
      throw reader.wrong("t2", "a duration not shorter than t1");
    }
    return new TimerSettings(t1, t2, reader.duration("t4", MS, MINUTE));
  }

  private static ParserLimits messages(SettingsReader reader) {
    return new ParserLimits(
        reader.bytes("max-head", 512, MEBIBYTE),
        reader.bytes("max-field", 256, MEBIBYTE),
        reader.integer("max-fields", 16, 10_000),
        reader.bytes("max-body", 1024, 16 * MEBIBYTE));
  }

  private static TransportSettings transport(SettingsReader reader) {
    var tcp = reader.section("tcp");
    var message = reader.section("message");
    return new TransportSettings(
        listeners(reader),
        reader.bytes("socket-buffer", 65_536, 1 << 30),
        new StreamLimits(
            message.bytes("max-head", 512, MEBIBYTE),
            message.bytes("max-body", 1024, 16 * MEBIBYTE),
            tcp.duration("message-timeout", MS, Duration.ofHours(1))),
        new ConnectionLimits(
            tcp.integer("max-connections", 1, Integer.MAX_VALUE),
            tcp.integer("max-connections-per-address", 1, Integer.MAX_VALUE),
            tcp.duration("authentication-timeout", MS, Duration.ofHours(1)),
            tcp.duration("idle-timeout", Duration.ofSeconds(1), Duration.ofDays(7)),
            tcp.duration("connect-timeout", MS, Duration.ofMinutes(5))));
  }

  private static List<ListenerSettings> listeners(SettingsReader reader) {
    var sections = reader.sections("listeners");
    if (sections.isEmpty()) {
      return List.of(listener(reader, Transport.UDP), listener(reader, Transport.TCP));
    }
    var listeners = new ArrayList<ListenerSettings>();
    for (SettingsReader section : sections) {
      listeners.add(listener(section, section.choice("transport", Transport.class)));
    }
    if (Set.copyOf(listeners).size() < listeners.size()) {
      throw reader.wrong("listeners", "listeners that differ");
    }
    return listeners;
  }

  private static ListenerSettings listener(SettingsReader reader, Transport transport) {
    InetSocketAddress bind = HostAddresses.own(reader, "bind");
    if (reader.optionalText("advertise").orElse("auto").equals("auto")) {
      String host = HostAddresses.advertised(bind.getAddress()).getHostAddress();
      return ListenerSettings.of(transport, bind, host);
    }
    HostAndPort advertise = reader.hostAndPort("advertise");
    return new ListenerSettings(transport, bind, new HostPort(advertise.host(), advertise.port()));
  }
}
