package io.meridian.blocks;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.ListRequest;
import io.meridian.bucket.ListedObject;
import io.meridian.bucket.Listing;
import io.meridian.tsdb.block.Ulid;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists a bucket and tells of each block when the listing has gone past its files, so that work on
 * the first blocks goes on beside the pages that follow: names come in order.
 */
final class BlockListing {
  private final Map<Ulid, BlockFiles> blocks = new HashMap<>();
  private final Consumer<BlockFiles> complete;
  private @Nullable BlockFiles current;

  private BlockListing(Consumer<BlockFiles> complete) {
    this.complete = complete;
  }

  /**
   * All blocks of a bucket, whole or not.
   *
   * @param complete takes each when all of its files are known, in the order of the names
   * @throws io.meridian.bucket.BucketException if the bucket cannot be listed
   */
  static Map<Ulid, BlockFiles> read(Bucket bucket, Consumer<BlockFiles> complete) {
    BlockListing listing = new BlockListing(complete);
    Optional<ListRequest> request = Optional.of(ListRequest.all(""));
    while (request.isPresent()) {
      ListRequest asked = request.get();
      Listing page = Retries.of(() -> bucket.list(asked));
      page.objects().forEach(listing::add);
      request = page.next().map(asked::after);
    }
    listing.endBlock();
    return listing.blocks;
  }

  private void add(ListedObject object) {
    int slash = object.name().indexOf('/');
    if (slash == Ulid.LENGTH) {
      Ulid.of(object.name().substring(0, slash))
          .ifPresent(ulid -> files(ulid).add(object.name().substring(slash + 1), object));
    }
  }

  private BlockFiles files(Ulid block) {
    BlockFiles known = current;
    if (known == null || !known.block().equals(block)) {
      endBlock();
      known = new BlockFiles(block);
      current = known;
      if (blocks.put(block, known) != null) {
        throw new IllegalStateException("the bucket lists " + block + " out of order");
      }
    }
    return known;
  }

  private void endBlock() {
    if (current != null) {
      complete.accept(current);
      current = null;
    }
  }
}
