using System.Security.Cryptography;
using Plugin.Vault.Secrets;

namespace Plugin.Vault.Tests;

public sealed class A_signing_key : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-secrets-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Is_the_same_after_a_restart_and_another_for_another_name()
    {
        using var made = new FileSecrets(_folder.FullName).SigningKey("log");
        using var again = new FileSecrets(_folder.FullName).SigningKey("log");
        using var other = new FileSecrets(_folder.FullName).SigningKey("other");

        Assert.Equal(made.ExportSubjectPublicKeyInfo(), again.ExportSubjectPublicKeyInfo());
        Assert.NotEqual(made.ExportSubjectPublicKeyInfo(), other.ExportSubjectPublicKeyInfo());
        Assert.True(again.VerifyData("text"u8, made.SignData("text"u8.ToArray(), HashAlgorithmName.SHA256), HashAlgorithmName.SHA256));
    }

    /// <summary>(secret mod (n − 1)) + 1 times the generator, whose first multiples are published.</summary>
    [Theory]
    [InlineData("00", "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296")]
    [InlineData("01", "7CF27B188D034F7E8A52380304B51AC3C08969E277F21B35A60B48FC47669978")]
    public void Is_a_multiple_of_the_generator_for_any_secret(string last, string x)
    {
        File.WriteAllBytes(Path.Combine(_folder.FullName, "log"), [.. new byte[39], .. Convert.FromHexString(last)]);

        using var key = new FileSecrets(_folder.FullName).SigningKey("log");

        Assert.Equal(x, Convert.ToHexString(key.ExportParameters(includePrivateParameters: false).Q.X!));
    }
}
