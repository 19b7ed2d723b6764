package io.meridian.storeapi.proxy;

import io.meridian.model.Matcher;
import io.meridian.storeapi.dial.Endpoint;
import io.meridian.storeapi.dial.FleetQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a call of another querier asks, and what of that it may see. Defaults and matchers are asked
 * for on the thread of a call, so that both can go by the caller's tenant.
 *
 * @param endpoints who can be asked at the moment: {@link
 *     io.meridian.storeapi.dial.Endpoints#usable}
 * @param defaults how stores are asked but for what requests say
 * @param must what all that the caller may see satisfies; none where that is everything
 */
public record CallView(
    Supplier<List<Endpoint>> endpoints,
    Supplier<FleetQuery> defaults,
    Supplier<List<Matcher>> must) {

  /** Who may have something of what the caller may see. */
  List<Endpoint> visible() {
    List<Matcher> must = must().get();
    return endpoints().get().stream().filter(of -> of.info().mayMatch(must)).toList();
  }

  /** What is selected of what the caller may see. */
  List<Matcher> narrowed(List<Matcher> selector) {
    List<Matcher> all = new ArrayList<>(selector);
    all.addAll(must().get());
    return List.copyOf(all);
  }
}
