package io.tandem.cdr;

import io.tandem.id.CallId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The calls of this run that were answered and have not ended, on disk: one file, to which is
 * added, and of which a new one takes the place when most of it has ended or it could not be
 * written. So a long call pins a frame and nothing else. Belongs to the spool's writing thread.
 *
 * <p>Whatever step a crash meets, what the files of a run hold together is right: a new file is
 * whole before the old one goes, and nothing is added between.
 */
final class OpenJournal {
  static final String SUFFIX = ".open";

  /** Where an open call's frame lies. */
  private record Place(long at, int length) {}

  private final Path folder;
  private final String run;
  private final long smallest;
  private final SpoolMemory memory;

  private final Map<CallId, Place> open = new LinkedHashMap<>();
  private final List<Path> stale = new ArrayList<>();
  private FileChannel channel;
  private Path path;
  private long size;
  private long openBytes;
  private boolean damaged;
  private boolean unsynced;
  private Instant mark;
  private int files;

  /**
   * @param run unique among the runs on this folder
   * @param smallest below this size a file is not worth the trouble of another one
   */
  OpenJournal(Path folder, String run, long smallest, SpoolMemory memory) {
    this.folder = folder;
    this.run = run;
    this.smallest = smallest;
    this.memory = memory;
  }

  /** The run that {@code file} is of. */
  static String runOf(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.indexOf('-'));
  }

  /** The calls that are open, the oldest first. */
  Set<CallId> calls() {
    return open.keySet();
  }

  /**
   * Adds what happened: it outlives this process at once, and the machine with the next {@link
   * #sync}.
   *
   * @param ended calls whose records are on the disk; those that are not open say nothing
   * @throws IOException when nothing of it counts; the next call tries with another file
   */
  void add(List<CallRecord> opened, Collection<CallId> ended) throws IOException {
    var over = ended.stream().filter(open::containsKey).toList();
    if (opened.isEmpty() && over.isEmpty()) {
      return;
    }
    var frames = new ArrayList<ByteBuffer>();
    over.forEach(call -> frames.add(OpenFrames.ended(call)));
    var places = new LinkedHashMap<CallId, Place>();
    prepare();
    long at = size + frames.stream().mapToInt(ByteBuffer::remaining).sum();
    for (CallRecord record : opened) {
      ByteBuffer frame = OpenFrames.opened(record);
      places.put(record.callId(), new Place(at, frame.remaining()));
      at += frame.remaining();
      frames.add(frame);
    }
    write(frames);
    over.forEach(this::forget);
    places.forEach(this::note);
  }

  /** Calls that ended while the disk did not take it: the next file is without them. */
  void drop(Collection<CallId> ended) {
    for (CallId call : ended) {
      damaged |= open.containsKey(call);
      forget(call);
    }
  }

  /** The node lives at {@code now}: durable, with everything that was added before. */
  void mark(Instant now) throws IOException {
    mark = now;
    if (open.isEmpty()) {
      close();
      return;
    }
    prepare();
    write(List.of(OpenFrames.mark(now)));
    sync();
  }

  /** Makes durable what was added. */
  void sync() throws IOException {
    if (channel == null || !unsynced || damaged) {
      return; // another file takes the place of a damaged one, and is synced with that
    }
    try {
      channel.force(false);
      unsynced = false;
    } catch (IOException e) {
      damaged = true;
      throw e;
    }
  }

  /** An open call's record, JSON. */
  String json(CallId call) throws IOException {
    return OpenFrames.json(read(open.get(call)));
  }

  /** Leaves a file behind only if calls are open. */
  void close() throws IOException {
    if (channel != null) {
      try (var last = channel) {
        channel = null;
        if (!open.isEmpty() && unsynced) {
          last.force(false);
        }
      }
      if (open.isEmpty()) {
        stale.add(path);
      }
      memory.releaseDisk(size);
      size = 0;
    }
    deleteStale();
  }

  private void note(CallId call, Place place) {
    open.put(call, place);
    openBytes += place.length();
  }

  private void forget(CallId call) {
    Place place = open.remove(call);
    if (place != null) {
      openBytes -= place.length();
    }
  }

  private void prepare() throws IOException {
    boolean mostlyEnded = size > smallest && size > 2 * openBytes;
    if (channel == null || damaged || mostlyEnded) {
      rewrite();
    }
  }

  private void write(List<ByteBuffer> frames) throws IOException {
    long length = frames.stream().mapToLong(ByteBuffer::remaining).sum();
    demandRoom(length);
    damaged = true; // until all of it is there
    var all = ByteBuffer.allocate((int) length);
    frames.forEach(all::put);
    append(channel, all.flip());
    damaged = false;
    unsynced = true;
    size += length;
    memory.takeDisk(length);
  }

  /** Begins a file with what is open, and removes the one before. */
  private void rewrite() throws IOException {
    deleteStale();
    demandRoom(openBytes);
    Path next = folder.resolve("%s-%06d%s".formatted(run, ++files, SUFFIX));
    var places = new LinkedHashMap<CallId, Place>();
    FileChannel begun =
        FileChannel.open(
            next, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    long length;
    try {
      length = copy(begun, places);
      begun.force(true);
      SpoolSegment.syncFolder(folder);
    } catch (IOException | RuntimeException e) {
      begun.close();
      stale.add(next);
      throw e;
    }
    if (channel != null) {
      channel.close();
      stale.add(path);
      memory.releaseDisk(size);
    }
    channel = begun;
    path = next;
    size = length;
    memory.takeDisk(length);
    openBytes = places.values().stream().mapToLong(Place::length).sum();
    open.putAll(places);
    damaged = false;
    unsynced = false;
    deleteStale();
  }

  private long copy(FileChannel to, Map<CallId, Place> places) throws IOException {
    long at = 0;
    if (mark != null) {
      at += append(to, OpenFrames.mark(mark));
    }
    for (var call : open.entrySet()) {
      int length = append(to, read(call.getValue()));
      places.put(call.getKey(), new Place(at, length));
      at += length;
    }
    return at;
  }

  private ByteBuffer read(Place place) throws IOException {
    var frame = ByteBuffer.allocate(place.length());
    while (frame.hasRemaining()) {
      if (channel.read(frame, place.at() + frame.position()) < 0) {
        throw new IOException("A frame of " + path + " is not there any more");
      }
    }
    return frame.flip();
  }

  private static int append(FileChannel to, ByteBuffer frames) throws IOException {
    int length = frames.remaining();
    while (frames.hasRemaining()) {
      to.write(frames);
    }
    return length;
  }

  private void demandRoom(long bytes) throws IOException {
    if (!memory.hasDiskRoom(bytes)) {
      throw new IOException("The spool's files may take no more room");
    }
  }

  /** An old file would say that calls are open which ended since: nothing goes on beside it. */
  private void deleteStale() throws IOException {
    while (!stale.isEmpty()) {
      Files.deleteIfExists(stale.get(0));
      stale.remove(0);
    }
  }
}
