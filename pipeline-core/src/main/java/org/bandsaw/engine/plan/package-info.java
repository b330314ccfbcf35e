/** The input of a run: definition, source and settings. */
@NullMarked
package org.bandsaw.engine.plan;

import org.jspecify.annotations.NullMarked;
