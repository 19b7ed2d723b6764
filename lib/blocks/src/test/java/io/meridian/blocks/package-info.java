@NullMarked
package io.meridian.blocks;

import org.jspecify.annotations.NullMarked;
