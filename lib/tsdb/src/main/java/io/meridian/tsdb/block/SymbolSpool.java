package io.meridian.tsdb.block;

import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Collects the names and values of labels as they come, and gives them sorted and without
 * repetition in the end. What does not fit its memory goes to disk as sorted runs, which are
 * merged.
 */
final class SymbolSpool implements AutoCloseable {
  /** Takes symbols in ascending order. */
  interface Sink {
    void symbol(byte[] bytes, int from, int to) throws IOException;
  }

  private final Disk disk;
  private final Path name;
  private final int memory;
  private final ByteStringSet symbols = new ByteStringSet();
  private final List<Path> runs = new ArrayList<>();

  /**
   * A spool.
   *
   * @param name what the names of runs begin with
   * @param memory how many bytes of symbols are held before they go to disk
   */
  SymbolSpool(Disk disk, Path name, int memory) {
    this.disk = disk;
    this.name = name;
    this.memory = memory;
  }

  void add(byte[] bytes, int from, int to) throws IOException {
    if (symbols.add(bytes, from, to) && symbols.length() >= memory) {
      writeRun();
    }
  }

  private void writeRun() throws IOException {
    Path run = name.resolveSibling(name.getFileName() + "-" + runs.size() + ".spool");
    try (SpoolWriter out = new SpoolWriter(disk.create(run))) {
      runs.add(run);
      for (int string : symbols.sorted()) {
        out.string(symbols.bytes(), symbols.from(string), symbols.to(string));
      }
      out.flush();
    }
    symbols.clear();
  }

  /** Gives every symbol once, in ascending order; the spool is of no use afterwards. */
  void drain(Sink sink) throws IOException {
    if (runs.isEmpty()) {
      for (int string : symbols.sorted()) {
        sink.symbol(symbols.bytes(), symbols.from(string), symbols.to(string));
      }
    } else {
      if (symbols.size() > 0) {
        writeRun();
      }
      merge(sink);
    }
  }

  private void merge(Sink sink) throws IOException {
    PriorityQueue<Run> queue = new PriorityQueue<>();
    try {
      for (Path run : runs) {
        queue.add(Run.open(new SpoolReader(disk.open(run))));
      }
      drain(queue, sink);
    } finally {
      queue.forEach(Run::close);
    }
  }

  private static void drain(PriorityQueue<Run> queue, Sink sink) throws IOException {
    byte[] last = null;
    while (!queue.isEmpty()) {
      Run run = queue.remove();
      byte[] symbol = run.symbol;
      if (last == null || !Arrays.equals(symbol, last)) {
        sink.symbol(symbol, 0, symbol.length);
        last = symbol;
      }
      if (run.advance()) {
        queue.add(run);
      } else {
        run.close();
      }
    }
  }

  /** Deletes the runs. */
  @Override
  public void close() throws IOException {
    for (Path run : runs) {
      disk.delete(run);
    }
    runs.clear();
  }

  private static final class Run implements Comparable<Run>, AutoCloseable {
    private final SpoolReader in;
    private byte[] symbol = {};

    private Run(SpoolReader in) {
      this.in = in;
    }

    /** A run at its first symbol; there is one. */
    static Run open(SpoolReader in) {
      Run run = new Run(in);
      run.advance();
      return run;
    }

    boolean advance() {
      if (!in.hasMore()) {
        return false;
      }
      int length = in.string();
      symbol = Arrays.copyOfRange(in.bytes(), in.position() - length, in.position());
      return true;
    }

    @Override
    public int compareTo(Run other) {
      return Arrays.compareUnsigned(symbol, other.symbol);
    }

    @Override
    public void close() {
      in.close();
    }
  }
}
