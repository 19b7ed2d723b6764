package io.meridian.bucket;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A bucket on the heap, for tests. */
public final class MemoryBucket implements Bucket {
  private final String name;
  private final InstantSource clock;
  private final Object lock = new Object(); // guards the objects and the count of versions
  private final NavigableMap<String, Stored> objects = new TreeMap<>(ObjectName.ORDER);
  private long versions;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Stored(byte[] bytes, ObjectInfo info) {}

  public MemoryBucket(String name, InstantSource clock) {
    this.name = "memory://" + name;
    this.clock = clock;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ObjectStream get(String object) {
    Stored stored = stored(place(object, Operation.GET));
    return new ObjectStream(name, stored.info, new ByteArrayInputStream(stored.bytes));
  }

  @Override
  public byte[] getRange(String object, long offset, int length) {
    Place place = place(object, Operation.GET_RANGE);
    Ranges.check(offset, length);
    if (length == 0) {
      return new byte[0];
    }
    byte[] bytes = stored(place).bytes;
    if (offset > bytes.length - (long) length) {
      throw Ranges.beyond(place, offset, length, bytes.length);
    }
    return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
  }

  @Override
  public ObjectInfo head(String object) {
    return stored(place(object, Operation.HEAD)).info;
  }

  private Stored stored(Place place) {
    @Nullable Stored found;
    synchronized (lock) {
      found = objects.get(place.object());
    }
    if (found == null) {
      throw new ObjectNotFoundException(place);
    }
    return found;
  }

  @Override
  public String put(String object, Content content, Condition condition) {
    Place place = place(object, Operation.PUT);
    byte[] bytes = bytes(place, content);
    synchronized (lock) {
      Optional<String> current =
          Optional.ofNullable(objects.get(object)).map(stored -> stored.info.version());
      if (!Conditions.hold(condition, current)) {
        throw new PreconditionFailedException(place, condition);
      }
      String version = Long.toString(++versions);
      Instant now = clock.instant();
      objects.put(object, new Stored(bytes, new ObjectInfo(object, bytes.length, now, version)));
      return version;
    }
  }

  private static byte[] bytes(Place place, Content content) {
    try {
      return switch (content) {
        case Content.Bytes(byte[] bytes) -> bytes.clone();
        case Content.OfFile(var file) -> Files.readAllBytes(file);
        case Content.OfStream(InputStream stream) -> stream.readAllBytes();
      };
    } catch (IOException e) {
      throw Contents.unreadable(place, e);
    }
  }

  @Override
  public Listing list(ListRequest request) {
    ListingPage page = new ListingPage(request);
    synchronized (lock) {
      @Nullable String at = objects.ceilingKey(page.start());
      while (at != null && at.startsWith(request.prefix())) {
        ObjectInfo info = Objects.requireNonNull(objects.get(at)).info;
        if (!page.add(new ListedObject(at, info.size(), info.modified()))) {
          break;
        }
        at = objects.higherKey(at);
      }
    }
    return page.listing();
  }

  @Override
  public void delete(String object) {
    place(object, Operation.DELETE);
    synchronized (lock) {
      objects.remove(object);
    }
  }

  private Place place(String object, Operation operation) {
    Place place = new Place(name, object, operation);
    ObjectName.check(place);
    return place;
  }

  @Override
  public void close() {}
}
