package io.tandem.phone;

import io.tandem.phone.agent.CommandReader;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The process of the test phones: commands as JSON lines on stdin, replies and events as JSON lines
 * on stdout, the log on stderr. It ends when stdin does, and explicitly: the SIP stack leaves
 * threads behind.
 */
public final class PhoneMain {
  private PhoneMain() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws IOException {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    // whatever a library prints must not end up between the JSON lines
    System.setOut(System.err);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    new CommandReader(out).run(in);
    Runtime.getRuntime().halt(0);
  }
}
