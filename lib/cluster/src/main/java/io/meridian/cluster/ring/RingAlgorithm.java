package io.meridian.cluster.ring;

import java.util.List;

/** How a ring places series. */
public enum RingAlgorithm {
  KETAMA {
    @Override
    Hashring ring(List<Endpoint> endpoints, int copies) {
      return new KetamaRing(endpoints, copies);
    }
  },
  HASHMOD {
    @Override
    Hashring ring(List<Endpoint> endpoints, int copies) {
      return new HashmodRing(endpoints, copies);
    }
  };

  abstract Hashring ring(List<Endpoint> endpoints, int copies);
}
