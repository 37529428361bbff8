package io.tandem.cdr;

import io.tandem.id.CallId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the calls that earlier runs on this folder left open: they become records like any
 * other's, in a file that the drain finds, and only then the files of open calls go. May be
 * repeated.
 */
final class OpenLeftovers {
  private static final Logger LOG = LoggerFactory.getLogger(CdrSpool.class);

  private OpenLeftovers() {}

  /**
   * What was closed.
   *
   * @param runs the runs by their ids
   * @param calls how many calls were open in them
   */
  record Closed(Set<String> runs, int calls) {}

  /** Closes what can be closed; what cannot be now stays for the next start. */
  static Closed close(Path folder) throws IOException {
    var runs = new TreeMap<String, List<Path>>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> file.toString().endsWith(OpenJournal.SUFFIX))
          .sorted()
          .forEach(
              file ->
                  runs.computeIfAbsent(OpenJournal.runOf(file), any -> new ArrayList<>())
                      .add(file));
    }
    var closed = new HashSet<String>();
    int calls = 0;
    for (var run : runs.entrySet()) {
      try {
        calls += close(folder, run.getKey(), run.getValue());
        closed.add(run.getKey());
      } catch (IOException e) {
        LOG.error("Cannot close the calls of a lost run now; they wait for the next start", e);
      }
    }
    return new Closed(closed, calls);
  }

  private static int close(Path folder, String run, List<Path> files) throws IOException {
    Map<CallId, CallRecord> open = new LinkedHashMap<>();
    var ended = new HashSet<CallId>();
    var unreadable = new HashSet<Path>();
    Instant mark = Instant.MIN;
    for (Path file : files) {
      OpenFrames.Content content = OpenFrames.read(file);
      open.putAll(content.opened());
      ended.addAll(content.ended());
      mark = content.mark().isAfter(mark) ? content.mark() : mark;
      if (content.unreadable() > 0) {
        unreadable.add(file);
      }
    }
    open.keySet().removeAll(ended);
    if (!open.isEmpty()) {
      Instant lived = mark;
      write(folder, run, open.values().stream().map(record -> record.lostAt(lived)).toList());
      LOG.warn("This node was lost with {} calls; they end as NODE_LOST", open.size());
    }
    for (Path file : files) {
      if (unreadable.contains(file)) {
        Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
        LOG.error("{} holds what is no open call; kept as {}", file, aside);
        Files.move(file, aside);
      } else {
        Files.deleteIfExists(file);
      }
    }
    return open.size();
  }

  /** No segment has this number. One that is there was not finished, or not finished with. */
  private static void write(Path folder, String run, List<CallRecord> records) throws IOException {
    Path file = folder.resolve("%s-%06d%s".formatted(run, 0, CdrSpool.SUFFIX));
    Files.deleteIfExists(file);
    SpoolSegment segment = SpoolSegment.create(file, true);
    try {
      segment.append(SpoolFrames.encode(records));
    } finally {
      segment.close();
    }
  }
}
