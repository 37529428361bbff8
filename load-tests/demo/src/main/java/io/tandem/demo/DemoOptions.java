package io.tandem.demo;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * What the demonstration is told.
 *
 * @param exit whether it ends by itself
 * @param address the address that SIP, RTP and HTTP listen on
 * @param data the folder of the node, emptied at the start
 */
record DemoOptions(boolean help, boolean exit, String address, Path data) {
  static final String USAGE =
      """
      ./tandem demo [--exit] [--bind ADDRESS] [--data FOLDER]

      Starts a node with a database of its own, makes calls through it with four real SIP phones and
      shows what happens. Then it stays up for you to register a softphone; Ctrl-C ends it.

        --exit          end after the calls: status 0 when all went as it should, 1 otherwise
        --bind ADDRESS  listen on this address of the host, so that phones elsewhere can reach it
                        (default 127.0.0.1)
        --data FOLDER   where the node keeps its data; it is emptied first (default data/demo)
        --help          this text
      """;

  static DemoOptions parse(List<String> arguments, Path home) {
    boolean exit = false;
    String address = "127.0.0.1";
    Path data = home.resolve("data/demo");
    var rest = arguments.iterator();
    while (rest.hasNext()) {
      String argument = rest.next();
      switch (argument) {
        case "--help", "-h" -> {
          return new DemoOptions(true, false, address, data);
        }
        case "--exit" -> exit = true;
        case "--bind" -> address = address(valueOf(argument, rest));
        case "--data" -> data = Path.of(valueOf(argument, rest)).toAbsolutePath();
        default -> throw new DemoException(argument + " is not known; see --help");
      }
    }
    return new DemoOptions(false, exit, address, data);
  }

  private static String valueOf(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new DemoException(option + " needs a value; see --help");
    }
    return rest.next();
  }

  private static String address(String text) {
    try {
      return InetAddress.getByName(text).getHostAddress();
    } catch (UnknownHostException e) {
      throw new DemoException("--bind " + text + " is not an address of this host");
    }
  }
}
