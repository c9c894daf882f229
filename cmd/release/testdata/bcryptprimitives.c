/* Stands in for the library of this name, of which programs in Go need one function and
 * which wine 8 lacks. Tests use it; nothing of it is released. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length)
{
	return RtlGenRandom(data, length);
}
