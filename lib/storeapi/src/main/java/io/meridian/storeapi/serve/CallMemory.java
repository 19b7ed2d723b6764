package io.meridian.storeapi.serve;

import io.meridian.model.QueryContext;

/** One call's part of the memory that all calls share; given back when it is closed. */
public interface CallMemory extends QueryContext.Reserve, AutoCloseable {
  /** For who shares none. */
  CallMemory UNSHARED =
      new CallMemory() {
        @Override
        public void ensure(long bytes) {}

        @Override
        public void close() {}
      };

  @Override
  void close();
}
