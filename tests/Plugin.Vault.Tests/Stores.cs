using System.Security.Cryptography;
using Plugin.EventLog;
using Plugin.EventLog.Memory;

namespace Plugin.Vault.Tests;

internal static class Stores
{
    public static MemoryStore Empty() => new(new NoProjector(), TimeProvider.System, RandomNumberGenerator.Fill);
}
