"""What matters of a rural county are about: one subject, all the words people have for it."""

from typing import Final

SUBJECTS: Final[dict[str, str]] = {
    "road-surface": (
        "坑(?!塘)|路面|塌陷|断板|坑洼|翻浆|颠|底盘|托底|油路|水泥路|砂石路|土路|硬化|修路|"
        "难走|走不成|车过不去"
    ),
    "road-snow": "积雪|扫雪|除雪|结冰|打滑|冰面|滑倒",
    "truck-traffic": "大车|重车|拉煤|拉炭|拉土车|限高|超载|超限|货车|半挂|车队|抛撒|苫布|篷布",
    "bridge": "桥",
    "culvert": "涵洞|涵管|过水路|淤泥|淤堵|排水沟|边沟|堵死",
    "flood": "洪水|山洪|内涝|积水|水淹|淹了|灌到|灌进|倒灌|发大水|雨水",
    "street-lamp": "路灯|灯不亮|灯坏|灯杆|照明",
    "cover": "井盖|缺盖|没盖|下水井",
    "sewer": "下水(?!井)|污水|管道堵|堵了|返水|化粪|厕所|粪坑|旱厕|水冲厕",
    "rubbish": "垃圾|清运|苍蝇|卫生死角|保洁|清扫|柴草|垃圾房|垃圾箱|垃圾池|垃圾点",
    "drinking-water": (
        "停水|没水|断水|水龙头|自来水|吃水|饮水|不出水|管子|水管|供水|拉水|送水|水塔|压力"
    ),
    "water-quality": "发黄|铁锈|水质|浑|发臭的水|氟|苦水|水垢|化验|沉淀|有味|黑水|牲畜不敢",
    "well-dry": "井干|疏干|抽干|水位|抽水|井抽|没水的井",
    "irrigation": "浇地|浇不上|灌溉|机井|水泵|渠|滴灌|抗旱|水费|浇水",
    "power": "停电|没电|断电|变压器|电压|电不够|跳闸|电工|供电|低压|农电",
    "power-price": "电费|电价|贵两毛|加价",
    "pole": "电线杆|电杆|杆子|拉线|线杆|电线(?!杆)|线路老化|垂下来",
    "signal": "信号|没网|没有网|网络|宽带|上网|基站|网课",
    "heating": "暖气|供暖|供热|取暖|不热|冰凉|挂炉|锅炉|热力",
    "lift": "电梯",
    "bus": "班车|客车|班线|客运|公交|停运|站点|候车",
    "school": "上学|学校|校车|学生|娃娃上|幼儿园|学区|转学|念书|老师",
    "student-aid": "助学|上大学|考上大学|学费|奖学",
    "clinic": "卫生室|村医|大夫|医生|卫生院|看病|打针|买药|感冒药|量血压|量个血压",
    "medical-insurance": "合作医疗|医保|报销|报得|住院|医疗费|大病|慢性病|门诊",
    "pension": "养老金|养老钱|养老保险|养老补|退休金|社保|认证|人脸|丧葬",
    "funeral": "丧葬|抚恤|去世|死了半年|不在了",
    "low-income": "低保|五保|特困|困难补助|救助|没收入|临时救助|兜底",
    "disabled": "残疾|护理补贴|残补|轮椅",
    "disabled-card": "残疾证|评残|办残疾|残疾评定",
    "old-age": "高龄|老龄|老年补|敬老院|养老院|幸福院|互助院",
    "child": "孤儿|留守|低龄|托管|上户口",
    "identity": "户口|身份证|落户|迁户|出生证|结婚证|分户",
    "subsidy-crops": "种植补贴|地力|玉米补|良种|农机补|农机购置|少报|补贴面积|青贮|种粮",
    "subsidy-grass": "草原补|草补|草原奖|补奖|禁牧|草畜|休牧|一卡通",
    "forest": "公益林|退耕|林补|造林|林权|树苗|砍树|伐树",
    "insurance": "农业保险|理赔|投保|保险公司|绝收|雹|冰雹|霜冻|旱灾|受灾",
    "land-boundary": (
        "界桩|地界|院界|界线|界限|越线|边界|地基|院墙|垒墙|半米|一尺|滴水|占了我家|挪了|往我家这面"
    ),
    "land-right": "确权|承包|二轮|机动地|土地证|经营权|要地|分地|重分|承包地|流转|水地",
    "land-taken": "征地|征收|占地|占了我们|补偿款|征拆|拆迁|青苗|附着物|铁路|高速|复线|线路占",
    "land-rent": "租金|地租|租地|光伏|承包费|租了|出租",
    "homestead": "宅基地|批地|盖房|建房|翻建|违建|房证|房产证|不动产",
    "grassland": "草场|草牧场|网围栏|围栏|羊翻|越界|放牧|打草|开荒",
    "livestock": "羊(?!油)|牛(?!奶)|猪|牲口|牲畜|骆驼|马群|鸡|疫病|死羊|死牛|防疫",
    "livestock-smell": "养猪|猪场|养殖|粪污|粪便|猪圈|鸡场|臭",
    "dog": "狗|犬",
    "dog-bite": "咬了|咬伤|被咬|狂犬|打疫苗",
    "crops-damage": "庄稼|苗子|青苗|毁了|糟蹋|啃了|药害|打药|除草剂|种子|化肥|假",
    "dangerous-house": (
        "危房|危改|土房|土坯|漏雨|房顶|屋面局部|坍塌|裂缝的房|墙根|后墙|土窑|房塌|塌了一块"
    ),
    "house-leak": "渗漏|漏水|顶层|防水|墙皮|返潮",
    "resettlement": "安置房|回迁|交房|交付|新村|搬迁户|楼房没|两证|过渡费|安置费|搬迁费|过渡",
    "transition-pay": "过渡费|安置费|临时安置|租房费|过渡安置",
    "mine-cracks": "震裂|放炮|炮一响|爆破|裂(?:了|开)|道缝|裂缝|震塌|震得",
    "mine-subsidence": "塌陷区|采空|沉陷|塌了个大坑|地陷|裂缝地|下沉",
    "mine-waste": "排土|煤矸石|矸石|泥石|滑坡|边坡|尾矿|渣",
    "coal-dust": "煤尘|煤灰|粉尘|扬尘|扬得|灰尘|黑的|落灰|洗煤|储煤|煤场|苫盖|尘",
    "waste-water": "黑水|排污|废水|偷排|污染水|排向|排到|河槽",
    "smoke": "油烟|烧烤|烤串|冒烟|烟囱|烧秸秆|焚烧|呛|排烟",
    "noise": "吵|噪声|噪音|轰隆|轰鸣|叫人没法睡|睡不成|睡不着|扰民|音响|广场舞|叫唤|整夜",
    "pit": "沙坑|大坑|废坑|深坑|没围|耍水|淹死|枯井|敞着|挖沙|采石|打石头|取土",
    "dry-well": "枯井|废井|旧井",
    "wages": "工资|工钱|欠薪|拖欠|劳务|打工|包工|血汗钱|农民工|结清|扣着钱|运费",
    "work-injury": "工伤|砸伤|受伤|摔伤|劳动能力|尘肺|职业病|伤残",
    "job": "公益岗|公益性岗位|就业|招工|找活|上班名额|工作岗位",
    "family-support": "赡养|不养|撵出|没一个管|不管老|儿媳|三子|三个儿|推诿|养老送终|面都吃不上",
    "inheritance": "遗产|继承|分家|老三|兄弟|弟弟|哥哥|弟兄|大人留下",
    "marriage": "离婚|彩礼|退婚|抚养费|家暴|打老婆|婚",
    "village-accounts": "账|公示|公开|明细|集体的钱|村务|财务|收支",
    "attitude": "态度|不耐烦|跑了三|盖章|盖个章|证明|不给办|推来推去|刁难",
    "contracting": "机动地|发包|承包价|小舅子|没开会|没开过会|低价",
    "debt": "借款|借钱|欠我|欠条|还钱|担保|贷款|利息|买羊钱|货款|剩的说",
    "sale-fraud": "退款|假货|诈骗|骗|保健品|押金|退钱|充值",
    "fire": "着火|火灾|防火|草垛|灭火",
    "gas": "煤气|燃气|天然气|液化气",
    "tree": "树(?!壕|林召|湾)|树枝|枯树",
    "wild": "野猪|狼|野兔|老鼠|鼠害|乌鸦",
    "cable-theft": "偷|被盗|丢了|贼",
    "accident": "车祸|摔|压死|压断|撞|轧",
    "graves": "坟|墓|祖坟|公墓",
    "square": "广场|活动室|健身|书屋|文化",
    "parking": "停车|乱停|占道|堵住门|路障|三轮摆摊|集市|摆摊",
}
"""Subject → pattern of its words. One text may speak of several."""

OFFICIALESE: Final = (
    "来电人|来访人|来信人|投诉人|咨询人|反映人|举报人|信访人|群众|村民|居民|牧民|牧户|农户|市民|"
    "多名|部分|联名|匿名|来电|来访|来信|来函|致电|反映|投诉|举报|咨询|建议|诉求|称|表示|"
    "要求|请求|希望|望|请|尽快|及时|依法|予以|给予|核查|核实|查处|处置|处理|解决|答复|回复|"
    "相关部门|有关部门|职能部门|政府|部门|至今|目前|现在|现|系|其|该|本|"
    "我们|我家|我的|我|咱们|咱|你们|你|他们|他|人家|给看看|给管管|谁管管|到底谁管|管管|问问|问一下|"
    "怎么|咋|甚|什么|为何|为什么|这个|那个|这|那|一个|一下|已经|已|了|的|得|地|着|过|吗|呢|啊|吧"
)
"""Words of clerks and callers that say nothing of the matter."""

OF_ONE_HOUSE: Final = frozenset(
    {
        *("land-boundary", "land-right", "homestead", "grassland", "livestock", "dog", "dog-bite"),
        *("medical-insurance", "pension", "funeral", "low-income", "disabled", "disabled-card"),
        *("old-age", "identity", "student-aid", "subsidy-crops", "subsidy-grass", "insurance"),
        *("family-support", "inheritance", "marriage", "debt", "work-injury", "house-leak"),
        *("dangerous-house", "livestock-smell", "mine-subsidence", "crops-damage"),
    }
)
"""Subjects that two households have each for itself: another house, another matter."""

OF_ONE_SPOT: Final = frozenset(
    {
        *("cover", "street-lamp", "bridge", "pit", "dry-well", "pole", "tree", "dog", "culvert"),
        *("rubbish", "lift", "smoke", "parking", "sewer"),
    }
)
"""Subjects of which a village has several: a few hundred metres on stands the next one."""
