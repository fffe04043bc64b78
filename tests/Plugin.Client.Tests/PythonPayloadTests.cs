using System.Security.Cryptography;
using System.Text;
using Plugin.Client.Payloads;

namespace Plugin.Client.Tests;

/// <summary>Written once with Python's <c>cryptography</c>, which the vantage6 tools use, under a key that is nobody's.</summary>
public sealed class What_Python_wrote : IDisposable
{
    private const string Input = """{"method":"mean","kwargs":{"x":[1.5,NaN]}}""";

    private const string PrivateKey = """
        -----BEGIN RSA PRIVATE KEY-----
        MIICXgIBAAKBgQDFEq0SfZMWTT3fMrS4WGFrDdLJIw2JyobMBB/OJJKCUlPkzVxK
        JrxWlwsrHLC4fMbsIC0BzlWoM4oWbwNf2oA50Qvk4MN4eESPs0quFJ3rXWuP+uqC
        iT9nt0lZ+nDsHqe4HPMn0lM85fgxhb8eSS5xOXN5vVrG6gmlfj5anQ6TnQIDAQAB
        AoGBAJdOQH061ow/36oXFzOV/62e3mA5PnK1gQrwe67c23OdW/YGSb5QwTdGHngK
        PhBXFK9EAOorDg7nCzUwJIoai2j/j4bSMtoaXlvTHSYtDPB2EzqFIsURSR+U155q
        0DwmZmoFX5c+gZKZ0Ouz2lzClUg+S+VsOcyjxljMCJEl2cCNAkEA4xUqk6xjrQ20
        vV+GVP73Rahuq7oDLUsjgYhPugY5UNFD6gmXyQ7sUyefQOxT3+hbqL0I6FM4SneO
        IceOh2AiXwJBAN4rM2aoYWydkh9AZNNr/KkXEdxwYh1UAh7P+fF2PNYeIL2Ylor9
        b9SjJoL2+1SFSPqk1BKzt4VRZxwRDoIWI4MCQQDOuBoGTMyAYRXDvw3+mgxn8Siu
        U6tItDoiVQCfC8NpetckWo8+jMM9/7fN1lWUY2Xtegh91iRMRgGxZoStYCppAkEA
        11FPM8MlCLt+DsO99BnIeaheKyLQNFRi6bHvL1HEjFAOszHbVUFizNaCUJNF6hhz
        LlfpIWcECjVmlREC2pjSOQJAYam9tRLVWA3yLHWzmhcNkTGgsvYcS6NrcGbGhzHM
        ak/ucXd4VkUq9H+gZDq7+WgKThnV6V27LpWx2b9M6ZHS8g==
        -----END RSA PRIVATE KEY-----
        """;

    private const string PublicKey =
        "LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KTUlHZk1BMEdDU3FHU0liM0RRRUJBUVVBQTRHTkFEQ0JpUUtCZ1FERkVxMFNmWk1XVFQzZk1yUzRXR0ZyRGRMSgpJdzJKeW9iTUJCL09KSktDVWxQa3pWeEtKcnhXbHdzckhMQzRmTWJzSUMwQnpsV29NNG9XYndOZjJvQTUwUXZrCjRNTjRlRVNQczBxdUZKM3JYV3VQK3VxQ2lUOW50MGxaK25Ec0hxZTRIUE1uMGxNODVmZ3hoYjhlU1M1eE9YTjUKdlZyRzZnbWxmajVhblE2VG5RSURBUUFCCi0tLS0tRU5EIFBVQkxJQyBLRVktLS0tLQo=";

    private readonly RSA _key = RSA.Create();

    public What_Python_wrote() => _key.ImportFromPem(PrivateKey);

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData(Input, "ZIyUOl8uN5bhBOPIP+xjBBJ+dkjL+0FxILMwp4AcZxSo8uT/lBhwCOekc6OLO0Rz9VzMizlws8+fCwRj8VHXQGlTfEqpfV3VmtvJBIsIRaXzZREvIvMEMaqxY+SrocG+qKZpv5q9UU82N38yfwgGBXP5gwjczyhGYEaIYDW7GuU=$lZiXIBJ6FGuSbdzzxctfAg==$KfHJe2MQ2hS17b1Yq31/CkSeBzIxpetdSphUU7/ONz1rnj2Hr3Ih5cJW")]
    [InlineData("""{"method":"mean"}""", "Jx+3NEpmKoQeh3UUIslvZSCoRucqaEg0iXSS7qJl0VbhJjMi14gdvzAOvGOw/gnj+arIiXs9Je/CIFwsxTYC3vmaErN2LEG9NcFlpgc/HsWyKUnSHOrsUtj2aCio2u/q722IBV35pwJ9CTKHJWWLit1wM8k/fOPxFruZsFjuO4o=$eMRupVdQ1wEdmAsQbKi44g==$l6FxrSjZPB4V0vlQ/bw5a/9VckLG/k3g")]
    [InlineData("", "Dvn7mNDymWnvVoJ7BPaf+aUYVObbQ/Bi+QIXtNccL0W6eNj7iOcNXZlEbuh/gDT+Mepsi2RIC5YZTGI1Ygt5oaN0oTY/1Yvkr6K9uZXqu4qcsh+yfrPFTFptJgzQ5MKcw0abkvlS0m3OEJQQ0L4s31PBKmjAdxy6nfky6v7yC54=$S3Eq0fe/0pnDJuTRHKX29w==$")]
    public async Task Is_opened_as_text(string expected, string text)
    {
        using var content = new MemoryStream();
        await PayloadEnvelope.Decrypt(new MemoryStream(Encoding.ASCII.GetBytes(text)), content, _key, PayloadForm.Text, CancellationToken.None);

        Assert.Equal((expected, expected), (Encoding.UTF8.GetString(PayloadEnvelope.Decrypt(text, _key)), Encoding.UTF8.GetString(content.ToArray())));
    }

    [Theory]
    [InlineData(Input, "a1BUTFlvNDJNak1LRjV1bERYNm9WbVMxSm9HN0VtdVZ4Szl2QTNQYzhTUnlQaFdnelpUcTJETEFmd254U2kwT3ArU21laHF2cHBiQkk2R1NEUFZGUTJTWUV5NkE4ZlJoZnFINnF6bkkwcVNyMEE4aGNscEM5MDZ5YldwTnAzY2FQaXMzdjl3ckF3K1l4UmlCdThmejErNG5EQThvRjBHUVM1dWdUYTVlTzB3PSR4UlhpaVJwRDlYSDE2NVFWbzVOb1lRPT0kiRUT7FfBwG4y0fjWar8DiAZRKvLBzMBa17SpZAebbCaPkkepUbMiqSSh")]
    [InlineData("", "QnlibG1OL2pNeGhqZjE5YmF0dWlFbkRHWFBSM09nVHppYktDZnRiMTZadlRtaHYrRk9ILzE5cXBUQ0gzTmpnbnFrTE1wRDhCNEpkY2FmTTZWN2hqS2oxYzJFclRTWHZ4bGRKMnZ3V2JUanhmTENKT2NVbGI2aHFUdHIwUmZheVRkeW5YRFplbVFnd1BjenZZT3RoT0lFazFZUUhhT1YzZm00ZHBwNmNaa0NzPSRRSTAvRFg4ZjRYbnYvUlBDMlk0OGZRPT0k")]
    public async Task Is_opened_as_an_upload(string expected, string upload)
    {
        using var content = new MemoryStream();
        await PayloadEnvelope.Decrypt(new MemoryStream(Convert.FromBase64String(upload)), content, _key, PayloadForm.Upload, CancellationToken.None);

        Assert.Equal(expected, Encoding.UTF8.GetString(content.ToArray()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(Input)]
    public async Task Is_what_an_upload_written_here_looks_like(string text)
    {
        using var wire = new MemoryStream();
        using var content = new MemoryStream();
        await PayloadEnvelope.Encrypt(new MemoryStream(Encoding.UTF8.GetBytes(text)), wire, PublicKey, PayloadForm.Upload, CancellationToken.None);
        await PayloadEnvelope.Decrypt(new MemoryStream(wire.ToArray()), content, _key, PayloadForm.Upload, CancellationToken.None);

        // The key takes 172 characters under 1024 bits, the counter 24.
        Assert.Equal((text, 172 + 24 + 2 + text.Length), (Encoding.UTF8.GetString(content.ToArray()), wire.ToArray().Length));
    }

    [Fact]
    public void Is_the_same_public_key() =>
        Assert.Equal((PublicKey, true), (PayloadEnvelope.PublicKeyOf(_key), PayloadEnvelope.IsPublicKeyOf(_key, PublicKey)));
}
