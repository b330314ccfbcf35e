/** Checks that are made before a row is read: columns, learners, leaks. */
@NullMarked
package org.bandsaw.engine.check;

import org.jspecify.annotations.NullMarked;
