package io.meridian.storeapi.order;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.meridian.model.UnavailableException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;

/**
 * Sorted series in a file that ends with this: for each the length of its labels, that of its
 * chunks, and both.
 */
final class SpilledSeries implements FinalSeries {
  private static final int BUFFER = 64 << 10;

  private final Path folder;
  private final FileChannel file;
  private final DataInputStream in;
  private int left;
  private byte[] current = {};
  private int chunksFrom;
  private int to;

  /**
   * Writes series to a new file.
   *
   * @param order which of those that are held, sorted
   * @throws UnavailableException if the file cannot be written
   */
  SpilledSeries(Path folder, HeldSeries held, int[] order) {
    this.folder = folder;
    left = order.length;
    try {
      Files.createDirectories(folder);
      Path name = folder.resolve("series-" + UUID.randomUUID());
      file = FileChannel.open(name, CREATE_NEW, READ, WRITE, DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw failure(e);
    }
    try {
      write(held, order);
      file.position(0);
    } catch (IOException e) {
      close();
      throw failure(e);
    }
    in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(file), BUFFER));
  }

  private void write(HeldSeries held, int[] order) throws IOException {
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(file), BUFFER));
    for (int series : order) {
      int from = held.from(series);
      int chunks = held.chunksFrom(series);
      out.writeInt(chunks - from);
      out.writeInt(held.to(series) - chunks);
      out.write(held.bytes(), from, held.to(series) - from);
    }
    out.flush();
  }

  private UnavailableException failure(IOException cause) {
    return new UnavailableException(
        "series that are too many to be sorted in memory need a file in %s: %s"
            .formatted(folder, cause),
        cause);
  }

  @Override
  public boolean next() {
    if (left == 0) {
      return false;
    }
    left--;
    try {
      chunksFrom = in.readInt();
      to = chunksFrom + in.readInt();
      if (current.length < to) {
        current = Arrays.copyOf(current, Math.max(to, 2 * current.length));
      }
      in.readFully(current, 0, to);
      return true;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public byte[] labelBytes() {
    return current;
  }

  @Override
  public int labelsFrom() {
    return 0;
  }

  @Override
  public int labelsTo() {
    return chunksFrom;
  }

  @Override
  public byte[] chunkBytes() {
    return current;
  }

  @Override
  public int chunksFrom() {
    return chunksFrom;
  }

  @Override
  public int chunksTo() {
    return to;
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw failure(e);
    }
  }
}
