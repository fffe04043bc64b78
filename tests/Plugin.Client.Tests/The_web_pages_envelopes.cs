using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Plugin.Client.Payloads;
using Plugin.Testing.Running;

namespace Plugin.Client.Tests;

/// <summary>Payloads that the web page's own tests open, and one that the page made. <c>UPDATE_VECTORS=1</c> makes the former anew.</summary>
public sealed class The_web_pages_envelopes
{
    private static readonly string Vectors = Path.Combine(Repository.Root, "src", "Plugin.Web", "src", "research", "payload", "vectors.json");

    private static readonly (string Name, byte[] Plain)[] Contents =
    [
        ("an input", Encoding.UTF8.GetBytes("""{"method": "summary", "kwargs": {"column": "größe 🩺"}}""")),
        ("nothing", []),
        ("bytes", [.. Enumerable.Range(0, 1000).Select(i => (byte)(i * 7))]),
        ("a text that is base64 of no JSON", "AAAA"u8.ToArray()),
    ];

    [Fact]
    public void Are_opened_by_our_code_whoever_made_them()
    {
        if (Environment.GetEnvironmentVariable("UPDATE_VECTORS") == "1")
        {
            Write();
        }

        var vectors = JsonNode.Parse(File.ReadAllText(Vectors))!;
        using var key = RSA.Create();
        key.ImportFromPem((string)vectors["private_key"]!);

        Assert.All(
            [.. vectors["sealed"]!.AsArray(), vectors["sealed_by_page"]!],
            one => Assert.Equal((string)one!["plain"]!, Convert.ToBase64String(PayloadEnvelope.Decrypt((string)one["payload"]!, key))));
    }

    private static void Write()
    {
        using var key = RSA.Create(2048);
        using var other = RSA.Create(2048);
        var publicKey = Convert.ToBase64String(Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem() + "\n"));
        var made = new JsonArray();
        foreach (var (name, plain) in Contents)
        {
            made.Add(new JsonObject
            {
                ["name"] = name,
                ["plain"] = Convert.ToBase64String(plain),
                ["payload"] = PayloadEnvelope.Encrypt(plain, publicKey),
            });
        }

        var file = new JsonObject
        {
            ["private_key"] = key.ExportRSAPrivateKeyPem(),
            ["private_key_pkcs8"] = key.ExportPkcs8PrivateKeyPem(),
            ["other_private_key"] = other.ExportRSAPrivateKeyPem(),
            ["public_key"] = publicKey,
            ["sealed"] = made,
            ["sealed_by_page"] = new JsonObject { ["name"] = "", ["plain"] = "", ["payload"] = PayloadEnvelope.Encrypt([], publicKey) },
        };
        File.WriteAllText(Vectors, file.ToJsonString(new() { WriteIndented = true }) + "\n");
    }
}
