package io.meridian.querier;

import io.meridian.service.lifecycle.Part;
import io.meridian.storeapi.dial.Endpoints;

/** The stores that are there: asked once before a querier is ready, and on and on after that. */
final class EndpointsPart implements Part {
  private final Endpoints endpoints;

  EndpointsPart(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  public String name() {
    return "stores";
  }

  @Override
  public void start() {
    endpoints.start();
  }

  @Override
  public void stop() {
    endpoints.close();
  }
}
