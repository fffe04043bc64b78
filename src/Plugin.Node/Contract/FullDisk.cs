namespace Plugin.Node.Contract;

/// <summary>Tells a disk without space, which is waited for, from other failures.</summary>
internal static class FullDisk
{
    public const int NoSpace = 28;
    private const int OverQuota = 122;

    public static bool IsCauseOf(Exception failure) => failure is IOException { HResult: NoSpace or OverQuota };
}
