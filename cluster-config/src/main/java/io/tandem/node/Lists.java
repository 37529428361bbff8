package io.tandem.node;

import io.tandem.settings.HostAndPort;
import io.tandem.settings.SettingsReader;
import java.util.Arrays;
import java.util.List;

/** Lists that are one text, so that an environment variable can hold them. */
final class Lists {
  private Lists() {}

  /** {@code host:port,host:port}; empty when the text is. */
  static List<HostAndPort> hostsAndPorts(SettingsReader reader, String key) {
    return reader.optionalText(key).stream()
        .flatMap(text -> Arrays.stream(text.split(",")))
        .map(item -> reader.parseHostAndPort(key, item.strip()))
        .toList();
  }
}
