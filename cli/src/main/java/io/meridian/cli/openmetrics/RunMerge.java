package io.meridian.cli.openmetrics;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Reads several runs as if they were one. Stands at a group and, within it, at a sample. */
final class RunMerge implements Closeable {
  private final List<RunReader> readers = new ArrayList<>();
  private final PriorityQueue<RunReader> waiting = new PriorityQueue<>(RunReader::compareGroup);

  /** The readers at the current group, by their samples. */
  private final PriorityQueue<RunReader> current = new PriorityQueue<>(RunReader::compareSample);

  /** Readers that have left the current group. */
  private final List<RunReader> done = new ArrayList<>();

  private boolean isBeforeFirst = true;

  RunMerge(List<Path> runs) throws IOException {
    try {
      for (Path run : runs) {
        RunReader reader = new RunReader(run);
        readers.add(reader);
        done.add(reader);
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Moves to the next group, whose samples must all have been read; false at the end. */
  boolean nextGroup() throws IOException {
    for (RunReader reader : done) {
      if (reader.nextGroup()) {
        waiting.add(reader);
      }
    }
    done.clear();
    if (waiting.isEmpty()) {
      return false;
    }
    RunReader first = waiting.poll();
    current.add(first);
    while (!waiting.isEmpty() && waiting.peek().compareGroup(first) == 0) {
      current.add(waiting.poll());
    }
    isBeforeFirst = true;
    return true;
  }

  /** Moves to the group's next sample; false at the end of the group. */
  boolean nextSample() throws IOException {
    if (isBeforeFirst) {
      isBeforeFirst = false;
      return true;
    }
    RunReader reader = current.poll();
    if (reader != null) {
      if (reader.nextSample()) {
        current.add(reader);
      } else {
        done.add(reader);
      }
    }
    return !current.isEmpty();
  }

  /** Gives the samples of all groups to a writer. */
  void writeTo(RunWriter writer) throws IOException {
    while (nextGroup()) {
      RunReader group = reader();
      writer.beginGroup(group.window(), group.labels(), 0, group.labelsTo());
      while (nextSample()) {
        writer.add(reader().line(), reader().time(), reader().value());
      }
      writer.endGroup();
    }
  }

  /** What stands at the current group and sample. */
  RunReader reader() {
    return current.element();
  }

  @Override
  public void close() throws IOException {
    for (RunReader reader : readers) {
      reader.close();
    }
  }
}
