/**
 * A small page to ask and to look at stores with. What enters: files among the resources. What
 * leaves: {@link io.meridian.service.http.Route}s. Start reading at {@link
 * io.meridian.querier.page.PageRoutes}.
 */
@NullMarked
package io.meridian.querier.page;

import org.jspecify.annotations.NullMarked;
