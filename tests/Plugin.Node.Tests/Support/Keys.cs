using System.Security.Cryptography;
using System.Text;
using Plugin.Node.Configuration;

namespace Plugin.Node.Tests.Support;

/// <summary>The keys of an encrypted collaboration: the station's own organization is 7, the one that asks is 9, and 8 has none.</summary>
internal static class Keys
{
    public const int OwnOrganization = 7;
    public const int OtherOrganization = 9;

    public static RSA Own { get; } = RSA.Create(2048);

    public static RSA Other { get; } = RSA.Create(2048);

    /// <summary>As Python writes it: the PEM text with its last line end, in base64.</summary>
    public static string Wire(RSA key) => Convert.ToBase64String(Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem() + "\n"));

    public static async Task<TestHub> Hub()
    {
        var hub = await TestHub.Start();
        hub.Encrypted = true;
        (hub.PublicKeys[OwnOrganization], hub.PublicKeys[8], hub.PublicKeys[OtherOrganization]) = (Wire(Own), "", Wire(Other));
        return hub;
    }

    /// <summary>A station that has the own organization's key in a file.</summary>
    public static Func<StationConfig, StationConfig> Station(RSA? key = null) => config =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(config.DataFolder)!);
        var file = Path.Combine(Path.GetDirectoryName(config.DataFolder)!, "private.pem");
        File.WriteAllText(file, (key ?? Own).ExportRSAPrivateKeyPem());
        return config with { PrivateKeyFile = file };
    };
}
