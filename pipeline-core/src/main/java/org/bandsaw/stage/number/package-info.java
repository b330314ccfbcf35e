/** Steps on numeric columns: scaling, imputation, arithmetic. */
@NullMarked
package org.bandsaw.stage.number;

import org.jspecify.annotations.NullMarked;
