/**
 * What goes to disk: one format for everything that is saved, and the stores behind it.
 *
 * <p>Start at {@link org.bandsaw.state.StateWriter} and {@link org.bandsaw.state.StateReader},
 * which stages and models are given, and at {@link org.bandsaw.state.StateFile}. No Java
 * serialization; sizes are checked before memory is taken.
 */
@NullMarked
package org.bandsaw.state;

import org.jspecify.annotations.NullMarked;
