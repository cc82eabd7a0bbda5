// Whoever imports the live system gets the domain's words with it.
@_exported public import ChainComposition
@_exported public import MiddleboxInference
@_exported public import NetworkTypes
@_exported public import OpenFlow
@_exported public import PacketTracing
@_exported public import ServiceChaining
