namespace InfernoSim.Testing.Tests;

public sealed class SettingWordingTests
{
    [Theory]
    [InlineData("Runs", "2", "Runs", "Runs = 2")]
    [InlineData("MaxWallTime", "1m", "MaxWallTime", "MaxWallTime = \"1m\"")]
    [InlineData("Headers", "X-Key: ...", "Headers", "Headers = [\"X-Key: ...\"]")]
    [InlineData("Faults", "dep=a drop=5%", "Inject", "Inject = [\"dep=a drop=5%\"]")]
    [InlineData("AllowWrites", "false", "SafeMode", "SafeMode = true")]
    [InlineData("Privacy", "keep query: key", "Privacy", "Privacy = [\"keep query: key\"]")]
    [InlineData("DiagnoseLimit", "true", "DiagnoseLimit", "DiagnoseLimit = true")]
    [InlineData("Time", "Real", "Time", "Time = ReplayTime.Real")]
    public void An_option_is_called_by_its_setting(string property, string value, string name, string with)
    {
        Assert.Equal(name, SettingWording.Instance.Name(property));
        Assert.Equal(with, SettingWording.Instance.WithValue(property, value));
    }
}
