/* musl asks for nothing of them here. */
#pragma once
