package io.tandem.cdr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the spool's files of whose records none is needed any more, not before what was refused
 * of them is safe elsewhere. One that the disk does not let go stays until it does. Belongs to the
 * drain's thread.
 */
final class DoneFiles {
  private static final Logger LOG = LoggerFactory.getLogger(CdrSpool.class);

  private final RefusedRecords refused;
  private final SpoolMemory memory;
  private final Set<SpoolFile> undeleted = new LinkedHashSet<>();

  DoneFiles(RefusedRecords refused, SpoolMemory memory) {
    this.refused = refused;
    this.memory = memory;
  }

  /** Deletes {@code file} if it is done; what could not be read of it is kept aside. */
  void delete(SpoolFile file) {
    if (!file.isDone()) {
      return;
    }
    if (!refused.sync()) {
      undeleted.add(file);
      return;
    }
    try {
      if (file.isUnreadable()) {
        Path aside = file.path().resolveSibling(file.path().getFileName() + ".unreadable");
        Files.move(file.path(), aside);
        LOG.error("Spool file {} holds what is no call record; kept as {}", file.path(), aside);
      } else {
        Files.deleteIfExists(file.path());
      }
      memory.releaseDisk(file.bytes());
    } catch (IOException e) {
      LOG.warn(
          "Cannot delete spool file {} yet; its records are stored: {}", file.path(), e.toString());
      undeleted.add(file);
    }
  }

  /** Tries again what could not be deleted. */
  void tryAgain() {
    if (undeleted.isEmpty() || !refused.sync()) {
      return;
    }
    List<SpoolFile> again = List.copyOf(undeleted);
    undeleted.clear();
    again.forEach(this::delete);
  }
}
